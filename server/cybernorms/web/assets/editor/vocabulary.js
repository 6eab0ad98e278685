/* The classes and properties that the graph uses, and which of them go together: from our VoID, asked for once. */
import { select } from './endpoint.js';

let asked;

/** Give Maps by IRI: classes and properties to { label, count }, and to a class the Set of its properties. */
export function vocabulary() {
  asked ??= read();
  asked.catch(() => { asked = undefined; });
  return asked;
}

async function read() {
  const language = document.documentElement.lang;
  const label = kind => `OPTIONAL { ?${kind} rdfs:label ?${kind}Label
    FILTER (LANGMATCHES(LANG(?${kind}Label), "${language}")) }`;
  const rows = await select(`SELECT ?class ?property ?classLabel ?propertyLabel (SUM(?triples) AS ?count) {
    ?part void:class ?class ; void:propertyPartition [ void:property ?property ; void:triples ?triples ] .
    ${label('class')} ${label('property')}
  } GROUP BY ?class ?property ?classLabel ?propertyLabel`);
  const [classes, properties, propertiesOf] = [new Map(), new Map(), new Map()];
  for (const row of rows) {
    for (const [kind, found] of [['class', classes], ['property', properties]]) {
      const count = (found.get(row[kind].value)?.count ?? 0) + Number(row.count.value);
      found.set(row[kind].value, { label: row[`${kind}Label`]?.value ?? '', count });
    }
    if (!propertiesOf.has(row.class.value)) propertiesOf.set(row.class.value, new Set());
    propertiesOf.get(row.class.value).add(row.property.value);
  }
  return { classes, properties, propertiesOf };
}
