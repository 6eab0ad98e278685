/* The shape and the colour of each kind of resource; the colours stand out on light and on dark. */

const POLYGONS = {
  rectangle: [[-1, -0.75], [1, -0.75], [1, 0.75], [-1, 0.75]],
  diamond: [[0, -1], [1, 0], [0, 1], [-1, 0]],
  triangle: [[0, -1], [1, 0.9], [-1, 0.9]],
  hexagon: [[-0.5, -0.9], [0.5, -0.9], [1, 0], [0.5, 0.9], [-0.5, 0.9], [-1, 0]],
  tag: [[-1, -0.8], [0.4, -0.8], [1, 0], [0.4, 0.8], [-1, 0.8]],
  rhomboid: [[-1, -0.8], [0.4, -0.8], [1, 0.8], [-0.4, 0.8]],
  pentagon: [[0, -1], [1, -0.2], [0.6, 1], [-0.6, 1], [-1, -0.2]],
  vee: [[-1, -0.9], [0, -0.4], [1, -0.9], [0, 1]],
  octagon: [[-0.4, -1], [0.4, -1], [1, -0.4], [1, 0.4], [0.4, 1], [-0.4, 1], [-1, 0.4], [-1, -0.4]],
  square: [[-0.8, -0.8], [0.8, -0.8], [0.8, 0.8], [-0.8, 0.8]],
};

const KINDS = {
  agreement: { shape: 'rectangle', colour: '#2a8ca8' },
  provision: { shape: 'tag', colour: '#b07a1a' },
  stakeholder: { shape: 'ellipse', colour: '#9a66c4' },
  action: { shape: 'triangle', colour: '#2e9660' },
  claim: { shape: 'diamond', colour: '#cc5f58' },
  concept: { shape: 'hexagon', colour: '#7d8590' },
  source: { shape: 'square', colour: '#5a84c4' },
  position: { shape: 'rhomboid', colour: '#8a8a2a' },
  finding: { shape: 'pentagon', colour: '#b0703a' },
  event: { shape: 'octagon', colour: '#c05a92' },
  other: { shape: 'vee', colour: '#7d8590' },
};

/** Tell which kind of the legend a resource is of. */
export const kindOf = kind => (kind in KINDS ? kind : 'other');
export const look = kind => KINDS[kindOf(kind)];

/** The corners of a polygon as cytoscape wants them; none for an ellipse. */
export const corners = kind => POLYGONS[look(kind).shape]?.flat();

/** The outline of a shape as the data of an SVG path, around a point. */
export function outline(kind, x, y, radius) {
  const points = POLYGONS[look(kind).shape];
  if (!points) {
    return `M${x - radius} ${y}a${radius} ${radius} 0 1 0 ${2 * radius} 0a${radius} ${radius} 0 1 0 ${-2 * radius} 0Z`;
  }
  return `M${points.map(([dx, dy]) => `${x + dx * radius} ${y + dy * radius}`).join('L')}Z`;
}
