/* "Explain this row": the statements that a row rests on, each with a link to the reasons for it. */
import { ask, labels, select } from './endpoint.js';
import { make, say, shorten, tell } from './page.js';

const INFERRED = 'https://w3id.org/cybernorms/graph/inferred/';
const TYPE = 'http://www.w3.org/1999/02/22-rdf-syntax-ns#type';
const MOST = 50; // statements that are listed
const dialog = document.getElementById('row-reasons');

/** Give each row of the answer a button. */
export function offerReasons(wanted) {
  const table = document.querySelector('#view-answer[data-form="table"] table');
  if (!table) return;
  table.tHead.rows[0].append(make('td'));
  for (const row of table.tBodies[0].rows) {
    const button = make('button', { type: 'button', class: 'explain', onclick: () => explain(wanted, table, row) }, say('explain'));
    row.append(make('td', {}, button));
  }
}

async function explain(wanted, table, row) {
  tell(say('running'));
  try {
    const triples = await find(wanted, table, row);
    const items = triples.length ? await describe(triples, wanted) : [make('li', {}, say('explainNone'))];
    dialog.querySelector('ul').replaceChildren(...items);
    tell('');
    dialog.showModal();
  } catch {
    tell(say('unreachable'));
  }
}

async function find(wanted, table, row) {
  const { readCell, readTriples, reasonsOf } = await import('./reasons.js');
  const columns = [...table.tHead.rows[0].querySelectorAll('th')];
  const terms = Object.fromEntries(columns.map((head, at) => [head.textContent, readCell(row.cells[at])]));
  const query = reasonsOf(wanted.get('query'), terms);
  if (!query) return [];
  const more = [...wanted].filter(([name]) => name !== 'query');
  return readTriples(await ask(query, 'application/n-triples', more));
}

/** Write triples as links: relations before classes and texts, each marked if it is derived. */
async function describe(all, wanted) {
  const rank = ({ predicate, object }) => (object.termType === 'Literal' ? 2 : Number(predicate.value === TYPE));
  const triples = [...all].sort((one, other) => rank(one) - rank(other)).slice(0, MOST);
  const terms = triples.flatMap(({ subject, predicate, object }) => [subject, predicate, object]);
  const iris = terms.filter(term => term.termType === 'NamedNode').map(term => term.value);
  const [named, stated] = await Promise.all([labels(iris), statedAmong(triples)]);
  const write = ({ termType, value }) => (termType === 'NamedNode' ? named.get(value) ?? shorten(value) : value);
  const release = wanted.has('release') ? [['release', wanted.get('release')]] : [];
  const items = triples.map(triple => {
    const { subject, predicate, object } = triple;
    const text = `${write(subject)} — ${write(predicate)} — ${write(object)}`;
    if ([subject, object].some(term => term.termType === 'BlankNode')) return make('li', {}, text);
    const target = new URLSearchParams([['s', subject.value], ['p', predicate.value], ['o', notation(object)], ...release]);
    const mark = stated.has(keyOf(triple)) ? [] : [' ', make('span', { class: 'mark' }, say('derived'))];
    return make('li', {}, make('a', { href: `/explain?${target}` }, text), ...mark);
  });
  const more = all.length - triples.length;
  return more ? [...items, make('li', {}, say('explainMore', { count: more }))] : items;
}

/** Find out which triples some graph states that is not one of what is inferred. */
async function statedAmong(triples) {
  const pairs = triples.filter(({ subject }) => subject.termType === 'NamedNode')
    .map(({ subject, predicate }) => `(<${subject.value}> <${predicate.value}>)`);
  const rows = await select(`SELECT DISTINCT ?s ?p ?o { VALUES (?s ?p) { ${[...new Set(pairs)].join(' ')} }
    GRAPH ?g { ?s ?p ?o } FILTER (!STRSTARTS(STR(?g), "${INFERRED}")) }`);
  return new Set(rows.map(({ s, p, o }) => [s.value, p.value, o.value].join('\n')));
}

function keyOf({ subject, predicate, object }) {
  return [subject.value, predicate.value, object.value].join('\n');
}

/** Write a term as /explain takes it. */
function notation(term) {
  if (term.termType !== 'Literal') return term.value;
  const quoted = JSON.stringify(term.value);
  return term.language ? `${quoted}@${term.language}` : `${quoted}^^<${term.datatype.value}>`;
}
