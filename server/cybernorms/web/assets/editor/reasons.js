/* A query of the statements that a row of a SELECT query rests on. */
import { DataFactory, Parser as TripleParser } from 'n3';
import { Generator, Parser } from 'sparqljs';

const { blankNode, namedNode, variable } = DataFactory;
const MOST = 100;
const SPACE = 'cybernormsRow'; // the names of variables that are made here begin so

/**
 * Make a CONSTRUCT query of the triple patterns of a SELECT query, bound to the values of one of its rows.
 *
 * A row is an object from names of variables to RDF/JS terms, null where there is none. Null is given where
 * no pattern is a plain one: paths of any length, computed values and absences are no statements.
 */
export function reasonsOf(text, row) {
  const query = new Parser().parse(text);
  const { patterns, triples } = unfold(query.where ?? []);
  if (!triples.length) return null;
  const projected = query.variables.map(each => each.value ?? each.variable?.value);
  const plain = new Set(query.variables.filter(each => each.termType === 'Variable').map(each => each.value));
  const names = Object.keys(row).filter(name => plain.has(name) || projected.includes('*'));
  const bound = names.filter(name => row[name] && row[name].termType !== 'BlankNode');
  return new Generator().stringify({
    type: 'query', queryType: 'CONSTRUCT', prefixes: query.prefixes, base: query.base, from: query.from,
    template: triples, limit: MOST,
    where: [
      ...(bound.length ? [{ type: 'values', values: [Object.fromEntries(bound.map(name => [`?${name}`, row[name]]))] }] : []),
      { type: 'group', patterns },
      ...names.filter(name => row[name] === null).map(name => unbound(variable(name))),
    ],
  });
}

function unbound(name) {
  const bound = { type: 'operation', operator: 'bound', args: [name] };
  return { type: 'filter', expression: { type: 'operation', operator: '!', args: [bound] } };
}

/** Write patterns so that each plain path is triples, and list these. */
function unfold(where) {
  const triples = [];
  let made = 0;
  const fresh = () => variable(`${SPACE}${made += 1}`);
  const named = term => (term.termType === 'BlankNode' ? variable(`${SPACE}_${term.value.replace(/\W/g, '_')}`) : term);

  /** Give the patterns of one triple or path; a triple is plain if its property is an IRI or a variable. */
  const step = (subject, property, object) => {
    if (property.type !== 'path') {
      triples.push({ subject, predicate: property, object });
      return [{ type: 'bgp', triples: [{ subject, predicate: property, object }] }];
    }
    const { pathType, items } = property;
    if (pathType === '^') return step(object, items[0], subject);
    if (pathType === '/') {
      const stops = [subject, ...items.slice(1).map(fresh), object];
      return items.flatMap((item, at) => step(stops[at], item, stops[at + 1]));
    }
    if (pathType === '|') {
      return [{ type: 'union', patterns: items.map(item => ({ type: 'group', patterns: step(subject, item, object) })) }];
    }
    return [{ type: 'bgp', triples: [{ subject, predicate: property, object }] }];
  };
  const visit = pattern => {
    if (pattern.type === 'bgp') {
      return pattern.triples.flatMap(each => step(named(each.subject), each.predicate, named(each.object)));
    }
    if (pattern.type === 'query') return isPlain(pattern) ? [{ type: 'group', patterns: pattern.where.flatMap(visit) }] : [pattern];
    if (pattern.type === 'minus' || !pattern.patterns) return [pattern];
    return [{ ...pattern, patterns: pattern.patterns.flatMap(visit) }];
  };
  return { patterns: where.flatMap(visit), triples };
}

/** Tell whether a subquery only chooses columns, so that its patterns may stand in its place. */
function isPlain({ variables, group, having, limit, offset }) {
  return !group && !having && limit === undefined && offset === undefined && variables.every(each => each.termType);
}

/** Read the terms of a row from its cells, as the page writes them. */
export function readCell(cell) {
  const shown = cell?.querySelector(':scope > a, :scope > span:not(.mark)');
  if (!shown) return null;
  if (shown.title) return namedNode(shown.title);
  if (shown.classList.contains('note')) return blankNode();
  const { datatype } = shown.dataset;
  return DataFactory.literal(shown.textContent, shown.lang || (datatype && namedNode(datatype)) || undefined);
}

/** Read N-Triples. */
export function readTriples(text) {
  return new TripleParser({ format: 'N-Triples' }).parse(text);
}
