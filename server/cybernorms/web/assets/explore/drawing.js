/* The drawing itself: what was drawn stays where it is when more is opened. */
import { openNetwork } from '../shared/network.js';
import { corners, look } from './shapes.js';

const NEAR = 90;
const LONGEST = 44;
const dark = matchMedia('(prefers-color-scheme: dark)');

/** Make a drawing in an element; `step` is called with the address that opens the node that was chosen. */
export function makeDrawing(container, step) {
  const cy = openNetwork(container, { style: style() });
  dark.addEventListener('change', () => cy.style(style()));
  cy.on('tap', 'node', ({ target }) => target.data('step') && step(target.data('step')));
  cy.on('mouseover', 'node', ({ target }) => container.classList.toggle('choosing', Boolean(target.data('step'))));
  cy.on('mouseout', 'node', () => container.classList.remove('choosing'));
  return {
    cy,
    show: map => show(cy, map),
    view: wanted => view(cy, wanted),
    png: () => cy.png({ output: 'blob-promise', full: true, scale: 2, bg: variable('--raised') }),
  };
}

/** A colour of the page, in its present scheme. */
export const variable = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

/** Leave the middle of a long label out: names that begin alike often end otherwise. */
function cut(label) {
  if (label.length <= LONGEST) return label;
  return `${label.slice(0, LONGEST / 2).replace(/\s+\S*$/, '')} … ${label.slice(-LONGEST / 2).replace(/^\S*\s+/, '')}`;
}

function show(cy, { nodes, links, start, end }) {
  const opened = nodes.filter(node => node.is_open).map(node => `${node.label}: `);
  const brief = ({ label }) => cut(opened.reduce((rest, name) => (rest.startsWith(name) ? rest.slice(name.length) : rest), label));
  const wanted = new Map([
    ...nodes.map(node => [node.iri, { group: 'nodes', data: { ...node, id: node.iri, label: brief(node), isEnd: [start, end].includes(node.iri) } }]),
    ...links.map(link => {
      const id = `${link.source} ${link.prop} ${link.target}`;
      return [id, { group: 'edges', data: { ...link, id } }];
    }),
  ]);
  cy.elements().filter(element => !wanted.has(element.id())).remove();
  const standing = cy.nodes().map(node => ({ nodeId: node.id(), position: { ...node.position() } }));
  for (const [id, element] of wanted) {
    const drawn = cy.getElementById(id);
    if (drawn.nonempty()) drawn.data(element.data);
    else cy.add(element);
  }
  const before = new Set(standing.map(({ nodeId }) => nodeId));
  placeNear(cy, before);
  if (cy.nodes().length > standing.length) {
    cy.layout({
      name: 'fcose',
      animate: false,
      fit: false,
      randomize: standing.length === 0,
      nodeDimensionsIncludeLabels: true,
      idealEdgeLength: NEAR,
      nodeSeparation: NEAR,
      fixedNodeConstraint: standing.length ? standing : undefined,
    }).run();
  }
  cy.fit(undefined, 30);
}

/** Begin with new nodes around the one that brought them. */
function placeNear(cy, before) {
  if (before.size === 0) return;
  const fresh = cy.nodes().filter(node => !before.has(node.id()));
  fresh.forEach((node, place) => {
    const anchor = node.neighborhood('node').filter(other => before.has(other.id())).first();
    const { x, y } = anchor.nonempty() ? anchor.position() : { x: 0, y: 0 };
    const angle = (2 * Math.PI * place) / fresh.length;
    node.position({ x: x + 2 * NEAR * Math.cos(angle), y: y + 2 * NEAR * Math.sin(angle) });
  });
}

function view(cy, wanted) {
  if (wanted === 'fit') cy.fit(undefined, 30);
  else cy.zoom({ level: cy.zoom() * (wanted === 'in' ? 1.25 : 0.8), renderedPosition: { x: cy.width() / 2, y: cy.height() / 2 } });
}

function style() {
  const [ink, quiet, paper, path] = ['--ink', '--quiet', '--raised', '--wrong'].map(variable);
  return [
    {
      selector: 'node',
      style: {
        width: 22, height: 22,
        shape: node => (corners(node.data('kind')) ? 'polygon' : 'ellipse'),
        'shape-polygon-points': node => corners(node.data('kind')) ?? [0, 0],
        'background-color': node => look(node.data('kind')).colour,
        label: 'data(label)',
        'font-size': 11, color: ink, 'text-valign': 'bottom', 'text-margin-y': 3,
        'text-wrap': 'wrap', 'text-max-width': 120,
        'text-background-color': paper, 'text-background-opacity': 0.8,
        'min-zoomed-font-size': 6,
      },
    },
    { selector: 'node[?is_open]', style: { 'border-width': 3, 'border-color': ink, width: 30, height: 30 } },
    { selector: 'node[?isEnd]', style: { width: 36, height: 36, 'font-size': 13, 'font-weight': 'bold' } },
    {
      selector: 'edge',
      style: {
        width: 1.2, 'line-color': quiet, 'curve-style': 'bezier',
        'target-arrow-shape': 'triangle', 'target-arrow-color': quiet, 'arrow-scale': 0.8,
        label: 'data(label)', 'font-size': 8, color: quiet, 'text-rotation': 'autorotate',
        'text-background-color': paper, 'text-background-opacity': 0.8, 'min-zoomed-font-size': 7,
      },
    },
    { selector: 'edge[?is_derived]', style: { 'line-style': 'dashed' } },
    { selector: 'edge[?is_on_path]', style: { width: 3, 'line-color': path, 'target-arrow-color': path } },
  ];
}
