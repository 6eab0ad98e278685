/* "Explain this row": the statements that a row rests on, each with a link to the reasons for it. */
import { ask, labels, select } from './endpoint.js';
import { make, say, shorten, tell } from './page.js';
import { rest } from './views.js';

const INFERRED = 'https://w3id.org/cybernorms/graph/inferred/';
const TYPE = 'http://www.w3.org/1999/02/22-rdf-syntax-ns#type';
const MOST = 50; // statements that are listed
const MOST_PAIRS = 300; // of a subject and a property, which a query has room for
const dialog = document.getElementById('row-reasons');

/** Give each row of an answer a button; the parameters are those that it was asked for with. */
export function offerReasons(table, wanted) {
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
    const items = triples.length ? await describe(triples, wanted) : [];
    dialog.querySelector('ul').replaceChildren(...(items.length ? items : [make('li', {}, say('explainNone'))]));
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
  return readTriples(await ask(query, 'application/n-triples', rest(wanted))).filter(isNamed);
}

/** Write those of some triples that hold as links, relations before classes and texts, each marked if it is derived. */
async function describe(found, wanted) {
  const rank = ({ predicate, object }) => (object.termType === 'Literal' ? 2 : Number(predicate.value === TYPE));
  const release = [...wanted].filter(([name]) => name === 'release');
  const derived = await derivationOf(found, release);
  const holding = found.filter(triple => derived.has(keyOf(triple))).sort((one, other) => rank(one) - rank(other));
  const triples = holding.slice(0, MOST);
  const terms = triples.flatMap(({ subject, predicate, object }) => [subject, predicate, object]);
  const named = await labels(terms.filter(term => term.termType === 'NamedNode').map(term => term.value));
  const write = ({ termType, value }) => (termType === 'NamedNode' ? named.get(value) ?? shorten(value) : value);
  const items = triples.map(triple => {
    const { subject, predicate, object } = triple;
    const text = [subject, predicate, object].map(write).join(' — ');
    const target = new URLSearchParams([['s', subject.value], ['p', predicate.value], ['o', notation(object)], ...release]);
    const mark = derived.get(keyOf(triple)) ? [' ', make('span', { class: 'mark' }, say('derived'))] : [];
    return make('li', {}, make('a', { href: `/explain?${target}` }, text), ...mark);
  });
  const more = holding.length - triples.length;
  return more ? [...items, make('li', {}, say('explainMore', { count: more }))] : items;
}

/**
 * Tell of each triple that holds whether it is only derived.
 *
 * Of alternatives in a query, all are among the triples of a row that fits any of them.
 */
async function derivationOf(triples, release) {
  const pairs = new Set(triples.map(({ subject, predicate }) => `(<${subject.value}> <${predicate.value}>)`));
  const rows = await select(`SELECT ?s ?p ?o (MIN(STRSTARTS(STR(?g), "${INFERRED}")) AS ?derived) {
    VALUES (?s ?p) { ${[...pairs].slice(0, MOST_PAIRS).join(' ')} } GRAPH ?g { ?s ?p ?o } } GROUP BY ?s ?p ?o`, release);
  return new Map(rows.map(({ s, p, o, derived }) => [[s.value, p.value, o.value].join('\n'), derived.value === 'true']));
}

function isNamed({ subject, object }) {
  return subject.termType === 'NamedNode' && object.termType !== 'BlankNode';
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
