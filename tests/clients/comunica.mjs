// Asks an endpoint a SELECT, an ASK and a CONSTRUCT query by Comunica, and prints the answers as JSON.
// usage: node comunica.mjs ENDPOINT; Comunica itself finds out, by the service description, what it talks to
import { QueryEngine } from '@comunica/query-sparql';

const [endpoint] = process.argv.slice(2);
const engine = new QueryEngine();
const context = { sources: [endpoint] };
const prologue = 'PREFIX cn: <https://w3id.org/cybernorms/ontology#>\n'
  + 'PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>\n';

const bindings = await engine.queryBindings(
  `${prologue}SELECT ?label { ?a a cn:Agreement ; rdfs:label ?label } ORDER BY ?label`, context,
);
const rows = (await bindings.toArray()).map(row => row.get('label').value);
const answer = await engine.queryBoolean(`${prologue}ASK { ?a a cn:Agreement }`, context);
const quads = await engine.queryQuads(
  `${prologue}CONSTRUCT { ?a a cn:Agreement } { ?a a cn:Agreement }`, context,
);
const subjects = (await quads.toArray()).map(quad => quad.subject.value);
console.log(JSON.stringify({ rows, answer, subjects }));
