import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readSubjects } from '../../server/cybernorms/web/assets/editor/subjects.js';

const subjectAt = text => readSubjects(text).subject;
const classesOf = (text, subject) => readSubjects(text).classes.get(subject);

test('the subject of an unfinished triple is found', () => {
  assert.equal(subjectAt('SELECT * { ?a '), '?a');
  assert.equal(subjectAt('SELECT * { ?a a cn:Agreement ; '), '?a');
  assert.equal(subjectAt('SELECT * { ?a cn:hasProvision ?b , ?c . ?b '), '?b');
  assert.equal(subjectAt('SELECT * { ?a ?b "x . ?no ; " ; '), '?a');
  assert.equal(subjectAt('SELECT * { ?a ?b ?c # . ?no\n ; '), '?a');
});

test('what stands in brackets, filters and groups is not taken for the subject', () => {
  assert.equal(subjectAt('SELECT * { ?a ?b ?c FILTER (?c > 3) ?d '), '?d');
  assert.equal(subjectAt('SELECT * { ?a ?b ?c OPTIONAL { ?d a cn:Norm ; '), '?d');
  assert.equal(subjectAt('SELECT * { ?a (cn:x|cn:y)/cn:z ?c ; '), '?a');
  assert.equal(subjectAt('SELECT * { BIND (1 AS ?n) ?e '), '?e');
});

test('classes are found wherever they are stated', () => {
  assert.deepEqual(classesOf('SELECT * { ?a a cn:Norm , cn:Principle . }', '?a'), ['cn:Norm', 'cn:Principle']);
  assert.deepEqual(classesOf('{ ?a ?p ?b . } UNION { ?a rdf:type <http://e/C> }', '?a'), ['<http://e/C>']);
  assert.equal(classesOf('{ ?a cn:a ?b }', '?a'), undefined);
});
