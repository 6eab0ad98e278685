/* Bundles each script beside this file, with what it imports, into ../static/bundle, under names that
 * change with the content; manifest.json says which. Licences of all that is bundled go along. */
import { build } from 'esbuild';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';

const OUT = '../static/bundle';

/** Name the files that esbuild wrote by the pages that they were made of, such as editor.js and editor.css. */
function manifest(outputs) {
  const entries = Object.entries(outputs).filter(([, { entryPoint }]) => pages.includes(entryPoint));
  return Object.fromEntries(entries.flatMap(([file, { entryPoint, cssBundle }]) => {
    const page = basename(entryPoint, '.js');
    return [[`${page}.js`, basename(file)], ...(cssBundle ? [[`${page}.css`, basename(cssBundle)]] : [])];
  }));
}

/** Collect the licence of each package, also of those that came into a package when it was bundled itself. */
async function licences() {
  const { packages } = JSON.parse(await readFile('node_modules/.package-lock.json', 'utf-8'));
  const bundled = Object.entries(packages).filter(([, { dev, optional }]) => !dev && !optional);
  const texts = await Promise.all(bundled.map(async ([folder, { version, license }]) => {
    const file = (await readdir(folder)).find(name => /^licen[cs]e/i.test(name));
    const text = file ? await readFile(join(folder, file), 'utf-8') : await author(folder);
    return `${folder.split('node_modules/').pop()} ${version} (${license})\n\n${text.trim()}\n`;
  }));
  return texts.join(`\n${'-'.repeat(72)}\n\n`);
}

/** Name the author of a package that brings no text of its licence. */
async function author(folder) {
  const { author: person = '' } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf-8'));
  return person.name ?? person;
}

const pages = (await readdir('.')).filter(name => name.endsWith('.js'));
await rm(OUT, { recursive: true, force: true });
const { metafile } = await build({
  entryPoints: pages,
  outdir: OUT,
  entryNames: '[name]-[hash]',
  chunkNames: 'part-[hash]',
  bundle: true,
  splitting: true,
  format: 'esm',
  target: 'es2022',
  minify: true,
  legalComments: 'none',
  metafile: true,
  logLevel: 'warning',
});
await writeFile(`${OUT}/licences.txt`, await licences());
await writeFile(`${OUT}/manifest.json`, JSON.stringify(manifest(metafile.outputs), null, 2));
