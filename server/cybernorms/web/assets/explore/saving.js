/* The drawing as a file. */
import { variable } from './drawing.js';
import { look, outline } from './shapes.js';

const MARGIN = 60;

/** Hand a file to the person, under a name. */
export function save(name, blob) {
  const link = Object.assign(document.createElement('a'), { href: URL.createObjectURL(blob), download: name });
  link.click();
  URL.revokeObjectURL(link.href);
}

/** Write the drawing as SVG, with its text as text. */
export function writeSvg({ cy }) {
  const [ink, quiet, paper, path] = ['--ink', '--quiet', '--raised', '--wrong'].map(variable);
  const { x1, y1, w, h } = cy.elements().boundingBox();
  const edges = cy.edges().map(edge => {
    const [from, to] = [edge.source().position(), edge.target().position()];
    const colour = edge.data('is_on_path') ? path : quiet;
    const dashes = edge.data('is_derived') ? ' stroke-dasharray="5 4"' : '';
    const middle = `x="${(from.x + to.x) / 2}" y="${(from.y + to.y) / 2}"`;
    return `<line x1="${from.x}" y1="${from.y}" x2="${to.x}" y2="${to.y}" stroke="${colour}"${dashes} marker-end="url(#arrow)"/>`
      + `<text ${middle} font-size="8" fill="${quiet}">${escape(edge.data('label'))}</text>`;
  });
  const nodes = cy.nodes().map(node => {
    const { x, y } = node.position();
    return `<path d="${outline(node.data('kind'), x, y, node.width() / 2)}" fill="${look(node.data('kind')).colour}"/>`
      + `<text x="${x}" y="${y + node.height() / 2 + 12}" font-size="11" fill="${ink}">${escape(node.data('label'))}</text>`;
  });
  const box = [x1 - MARGIN, y1 - MARGIN, w + 2 * MARGIN, h + 2 * MARGIN].join(' ');
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${box}" text-anchor="middle" font-family="sans-serif">`
    + '<defs><marker id="arrow" viewBox="0 0 10 10" refX="24" refY="5" markerWidth="7" markerHeight="7" orient="auto">'
    + `<path d="M0 0L10 5L0 10Z" fill="${quiet}"/></marker></defs>`
    + `<rect x="${x1 - MARGIN}" y="${y1 - MARGIN}" width="100%" height="100%" fill="${paper}"/>`
    + `${edges.join('')}${nodes.join('')}</svg>`;
}

function escape(text) {
  return text.replace(/[&<>"]/g, char => `&#${char.codePointAt(0)};`);
}
