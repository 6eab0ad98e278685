import { kindOf, look, outline } from './shapes.js';

/** Draw the shapes of the legend, and leave out kinds of which there is nothing. */
export function drawLegend(list, nodes) {
  const present = new Set(nodes.map(node => kindOf(node.kind)));
  for (const item of list.querySelectorAll('[data-kind]')) {
    const { kind } = item.dataset;
    item.hidden = !present.has(kind);
    const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
    path.setAttribute('d', outline(kind, 10, 8, 7));
    path.setAttribute('fill', look(kind).colour);
    item.querySelector('svg').replaceChildren(path);
  }
}
