/* Questions that the page itself asks of the endpoint. */
import { prefixes } from './page.js';

const BASE = 'https://w3id.org/cybernorms/';
const BATCH = 500;
const languages = [...navigator.languages, 'en'].map(tag => tag.split('-')[0]);
const prologue = Object.entries(prefixes).map(([prefix, iri]) => `PREFIX ${prefix}: <${iri}>\n`).join('');

/** Ask by POST, which has no limit on length, and give the text of the answer. */
export async function ask(query, accept, more = []) {
  const response = await fetch('/sparql', {
    method: 'POST', headers: { Accept: accept }, body: new URLSearchParams([['query', query], ...more]),
  });
  if (!response.ok) throw new Error(`${response.status} ${response.statusText}`);
  return response.text();
}

/** Give the rows of a SELECT query, to which our prefixes are declared. */
export async function select(query, more = []) {
  const answer = await ask(prologue + query, 'application/sparql-results+json', more);
  return JSON.parse(answer).results.bindings;
}

/** Find a label for each IRI of ours, in the language that the reader likes best. */
export async function labels(iris) {
  const wanted = [...new Set(iris)].filter(iri => iri.startsWith(BASE));
  const found = new Map();
  for (let start = 0; start < wanted.length; start += BATCH) {
    const values = wanted.slice(start, start + BATCH).map(iri => `<${iri}>`).join(' ');
    const rows = await select(`SELECT ?iri ?label { VALUES ?iri { ${values} }
      ?iri skos:prefLabel|rdfs:label|dcterms:title ?label }`);
    for (const { iri, label } of rows) {
      const known = found.get(iri.value);
      if (!known || rank(label) < rank(known)) found.set(iri.value, label);
    }
  }
  return new Map([...found].map(([iri, label]) => [iri, label.value]));
}

function rank({ 'xml:lang': tag = '' }) {
  const at = languages.indexOf(tag.split('-')[0]);
  return at < 0 ? languages.length : at;
}

/** Where a page links an IRI to: here if it is ours. */
export function pageOf(iri) {
  if (iri.startsWith(`${BASE}id/`)) return iri.replace(`${BASE}id/`, '/doc/');
  if (iri.startsWith(`${BASE}question/`)) return iri.replace(`${BASE}question/`, '/questions/');
  return iri.startsWith(BASE) ? iri.replace(BASE, '/') : iri;
}
