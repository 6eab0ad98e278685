/* A CONSTRUCTed graph as nodes and links. */
import { Parser } from 'n3';
import { openNetwork } from '../shared/network.js';
import { ask, labels, pageOf } from './endpoint.js';
import { make, say, shorten } from './page.js';
import { rest } from './views.js';

const MOST = 300;

export async function drawGraph(place, wanted) {
  const text = await ask(wanted.get('query'), 'application/n-triples', rest(wanted));
  const quads = new Parser({ format: 'N-Triples' }).parse(text).filter(({ object }) => object.termType !== 'Literal');
  if (!quads.length) {
    place.append(make('p', { class: 'verdict' }, say('graphEmpty')));
    return;
  }
  const shown = quads.slice(0, MOST);
  const terms = new Map(shown.flatMap(({ subject, object }) => [subject, object]).map(term => [term.id, term]));
  const named = await labels([...terms.keys(), ...shown.map(({ predicate }) => predicate.value)]);
  const nameOf = ({ termType, value }) => named.get(value) ?? (termType === 'NamedNode' ? shorten(value) : '');
  const figure = place.appendChild(make('div', {
    class: 'figure', role: 'img', 'aria-label': say('graphText', { nodes: terms.size, links: shown.length }),
  }));
  if (quads.length > MOST) place.append(make('p', { class: 'note' }, say('graphCut', { count: MOST, total: quads.length })));
  draw(figure, [
    ...[...terms].map(([id, term]) => ({ data: { id, name: nameOf(term) } })),
    ...shown.map(({ subject, predicate, object }) => (
      { data: { source: subject.id, target: object.id, name: nameOf(predicate) } })),
  ]);
}

function draw(container, elements) {
  const style = getComputedStyle(document.documentElement);
  const [ink, quiet, paper, accent] = ['--ink', '--quiet', '--raised', '--accent']
    .map(name => style.getPropertyValue(name).trim());
  const text = {
    label: 'data(name)', 'font-size': 15, 'min-zoomed-font-size': 6, color: ink, 'text-wrap': 'wrap', 'text-max-width': 170,
    'text-background-color': paper, 'text-background-opacity': 0.8,
  };
  openNetwork(container, {
    elements,
    layout: { name: 'fcose', animate: false, nodeDimensionsIncludeLabels: true, padding: 20 },
    style: [
      { selector: 'node', style: { ...text, width: 16, height: 16, 'background-color': accent } },
      { selector: 'edge', style: {
        ...text, 'font-size': 12, 'min-zoomed-font-size': 8, color: quiet, width: 1, 'line-color': quiet, 'target-arrow-color': quiet,
        'target-arrow-shape': 'triangle', 'curve-style': 'bezier', 'text-rotation': 'autorotate',
      } },
    ],
  }).on('tap', 'node', ({ target }) => {
    if (/^https?:/.test(target.id())) location.assign(pageOf(target.id()));
  });
}
