import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readTriples, reasonsOf } from '../../server/cybernorms/web/assets/editor/reasons.js';

const [{ subject: IRI, object: TEXT }] = readTriples('<http://e/x> <http://e/p> "a \\"b\\""@en .');

/** Give the template and the pattern of a reasons query, on one line each. */
function reasons(text, row) {
  const query = reasonsOf(text, row)?.replace(/\s+/g, ' ');
  if (!query) return null;
  const [, template, where] = /CONSTRUCT \{ (.*?) \} WHERE \{ (.*) \} LIMIT \d+$/.exec(query);
  return { template, where };
}

test('a row is bound by its values', () => {
  const { template, where } = reasons('SELECT ?s ?o { ?s <http://e/p> ?o }', { s: IRI, o: TEXT });
  assert.equal(template, '?s <http://e/p> ?o.');
  assert.match(where, /^VALUES \(\s?\?s \?o\s?\) \{ \(\s?<http:\/\/e\/x> "a \\"b\\""@en\s?\) \} \{ \?s <http:\/\/e\/p> \?o\. \}$/);
});

test('what a row has no value for was not bound', () => {
  const { where } = reasons('SELECT * { ?s <http://e/p> ?o OPTIONAL { ?s <http://e/q> ?x } }', { s: IRI, x: null });
  assert.match(where, /FILTER\(!\(BOUND\(\?x\)\)\)|FILTER\(!BOUND\(\?x\)\)/);
});

test('paths of known length are written as triples, others are left', () => {
  const { template, where } = reasons('SELECT ?s { ?s <http://e/p>/^<http://e/q> ?o ; <http://e/r>+ ?z }', { s: IRI });
  assert.equal(template, '?s <http://e/p> ?cybernormsRow1. ?o <http://e/q> ?cybernormsRow1.');
  assert.match(where, /<http:\/\/e\/r>\+/);
});

test('alternatives of a path are told apart', () => {
  const { template, where } = reasons('SELECT ?s { ?s <http://e/p>|<http://e/q> ?o }', { s: IRI });
  assert.equal(template, '?s <http://e/p> ?o. ?s <http://e/q> ?o.');
  assert.match(where, /UNION/);
});

test('blank nodes of patterns become variables, for those of a template would be new ones', () => {
  const { template } = reasons('SELECT ?s { ?s <http://e/p> [ <http://e/q> ?o ] }', { s: IRI });
  assert.doesNotMatch(template, /_:/);
});

test('computed columns bind nothing', () => {
  const { where } = reasons('SELECT ?s (COUNT(?o) AS ?n) { ?s <http://e/p> ?o } GROUP BY ?s', { s: IRI, n: TEXT });
  assert.doesNotMatch(where, /\?n/);
});

test('subqueries that only choose columns are seen through, others are kept', () => {
  const plain = reasons('SELECT ?s { { SELECT DISTINCT ?s { ?s <http://e/p> ?o } } }', { s: IRI });
  assert.equal(plain.template, '?s <http://e/p> ?o.');
  assert.equal(reasons('SELECT ?s { { SELECT ?s { ?s <http://e/p> ?o } LIMIT 1 } }', { s: IRI }), null);
});

test('absences are no reasons that can be named', () => {
  const { template } = reasons('SELECT ?s { ?s <http://e/p> ?o FILTER NOT EXISTS { ?s <http://e/q> ?x } MINUS { ?s <http://e/r> ?y } }', { s: IRI });
  assert.equal(template, '?s <http://e/p> ?o.');
});
