// Prints the SHA-256 of the canonical form (RDFC-1.0) of the N-Quads on standard input.
// usage: node canonize.mjs < data.nq
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import * as canonize from 'rdf-canonize';

const dataset = canonize.NQuads.parse(readFileSync(0, 'utf8'));
const canonical = await canonize.canonize(dataset, { algorithm: 'RDFC-1.0' });
console.log(createHash('sha256').update(canonical, 'utf8').digest('hex'));
