/* The chart of /timeline: a lane for each kind, a dot for a day, a bar for a month or a year. The page lists the same. */
import { axisRight, axisTop } from 'd3-axis';
import { scaleLinear, scaleUtc } from 'd3-scale';
import { create, select } from 'd3-selection';
import { zoom, zoomIdentity } from 'd3-zoom';

const STEP = 12;
const GAP = 6;
const TOP = 28;
const NARROW = 640;
const GUTTER = 190;
const DAY = 24 * 60 * 60 * 1000;
const MONTH = 31 * DAY;
const MOST = 400;
const GROWTH = 220;

const figure = document.querySelector('figure.chart');
const { source, label, zoomIn, zoomOut, whole } = figure?.dataset ?? {};

/** Give each moment its lane, and below others that it would cover in it its place; `least` is a mark's least duration. */
function arrange(moments, least) {
  const lanes = new Map();
  for (const moment of moments) {
    const lane = lanes.get(moment.kind.value) ?? { name: moment.kind.label, ends: [], first: moment.from };
    const free = lane.ends.findIndex(end => end <= moment.from);
    const place = free < 0 ? lane.ends.length : free;
    lane.ends[place] = Math.max(moment.until, moment.from + least);
    Object.assign(moment, { lane, place });
    lanes.set(moment.kind.value, lane);
  }
  let y = TOP;
  const ordered = [...lanes.values()].sort((one, other) => one.first - other.first);
  for (const lane of ordered) {
    lane.y = y;
    y += Math.max(lane.ends.length * STEP, 18) + GAP * 2;
  }
  return { lanes: ordered, height: y };
}

/** Read the days as times: a bar ends when its last day does. */
function read(moment) {
  const from = Date.parse(moment.start);
  return { ...moment, from, until: Date.parse(moment.end) + DAY, exact: moment.start === moment.end };
}

/** Find numbers of one group that were counted more than once, if all are of one agreement; only what is dated to the month
 * is joined by a line, for of a year nobody knows where in it a number belongs. */
function growth(moments) {
  const counted = moments.filter(({ number, group }) => number && group);
  if (new Set(counted.flatMap(({ of }) => of.map(fact => fact.value.value))).size !== 1) return [];
  const groups = new Map();
  for (const moment of counted) groups.set(moment.group.label, [...groups.get(moment.group.label) ?? [], moment]);
  return [...groups].filter(([, all]) => new Set(all.map(({ from }) => from)).size > 1)
    .map(([name, all]) => ({ name, all, joined: all.filter(({ from, until }) => until - from <= MONTH) }));
}

/** Give the names beside the ends of lines heights at which none covers another. */
function spread(series, height) {
  let free = Infinity;
  for (const each of [...series].sort((one, other) => height(other) - height(one))) {
    each.y = Math.min(height(each), free);
    free = each.y - STEP - 1;
  }
}

const path = iri => iri.replace(/^https:\/\/w3id\.org\/cybernorms\/id\//, '/doc/');
/** Dates as the list writes them. */
const written = new Map(Array.from(document.querySelectorAll('.timeline time'), time => [time.dateTime, time.textContent]));
const words = ({ date, kind, number, term, of }) => [written.get(date.value) ?? date.value, kind.label, [number, term.label].filter(Boolean).join(' '),
  ...of.map(fact => fact.value.label)].join(' · ');

function draw(moments) {
  const width = figure.clientWidth;
  const left = width < NARROW ? 4 : GUTTER;
  const ends = [Math.min(...moments.map(({ from }) => from)), Math.max(...moments.map(({ until }) => until))];
  const full = scaleUtc().domain(ends).range([left + 12, width - 24]).nice();
  const { lanes, height } = arrange(moments, full.invert(STEP) - full.invert(0));
  const series = growth(moments);
  const bottom = height + (series.length ? GROWTH : 0);
  const svg = create('svg').attr('viewBox', [0, 0, width, bottom]).attr('width', width).attr('height', bottom)
    .attr('role', 'group').attr('aria-label', label);
  svg.append('clipPath').attr('id', 'within').append('rect').attr('x', left).attr('width', width - left).attr('height', bottom);

  const rows = svg.append('g').selectAll('g').data(lanes).join('g');
  rows.append('line').attr('x2', width).attr('y1', ({ y }) => y).attr('y2', ({ y }) => y);
  rows.append('text').attr('x', 4).attr('y', ({ y }) => y + (left === GUTTER ? 20 : 12)).text(({ name }) => name);

  const axis = svg.append('g').attr('class', 'axis').attr('transform', `translate(0,${TOP - 4})`).attr('aria-hidden', 'true');
  const links = svg.append('g').attr('clip-path', 'url(#within)').selectAll('a').data(moments).join('a')
    .attr('href', ({ term }) => path(term.value)).attr('aria-label', words).attr('tabindex', -1);
  links.append('rect').attr('height', STEP - 2).attr('rx', ({ exact }) => exact ? STEP / 2 - 1 : 1)
    .attr('y', ({ lane, place }) => lane.y + GAP + (left === GUTTER ? 0 : 8) + place * STEP).attr('class', ({ exact }) => exact ? 'day' : 'span');

  const most = Math.max(...series.flatMap(({ all }) => all.map(({ number }) => Number(number))));
  const up = scaleLinear().domain([0, most]).range([bottom - 16, height + 24]).nice();
  spread(series, ({ all }) => up(all.at(-1).number) - 6);
  const curves = svg.append('g').attr('class', 'growth').attr('aria-hidden', 'true');
  if (series.length) curves.append('g').attr('class', 'axis').attr('transform', `translate(${left},0)`).call(axisRight(up).ticks(5));
  const groups = curves.append('g').attr('clip-path', 'url(#within)').selectAll('g').data(series).join('g');
  groups.append('polyline');
  groups.append('text').attr('text-anchor', 'end').attr('y', ({ y }) => y).text(({ name }) => name);
  const numbers = groups.selectAll('rect').data(({ all }) => all).join('rect').attr('height', 4)
    .attr('y', ({ number }) => up(number) - 2).attr('class', ({ exact }) => exact ? 'day' : 'span');

  let scale = full;
  const middle = ({ from, until }) => scale((from + until) / 2);
  function place() {
    groups.select('polyline').attr('points', ({ joined }) => joined.map(point => [middle(point), up(point.number)]).join(' '));
    groups.select('text').attr('x', ({ all }) => middle(all.at(-1)) - 4);
    numbers.attr('x', ({ from }) => scale(from)).attr('width', ({ from, until }) => Math.max(4, scale(until) - scale(from)));
    axis.call(axisTop(scale).ticks(Math.max(2, (width - left) / 90)));
    links.select('rect')
      .attr('x', ({ from, exact }) => scale(from) - (exact ? STEP / 2 - 1 : 0))
      .attr('width', ({ from, until, exact }) => exact ? STEP - 2 : Math.max(3, scale(until) - scale(from) - 1));
  }
  const zooming = zoom().scaleExtent([1, MOST]).extent([[left, 0], [width, bottom]]).translateExtent([[left, 0], [width, bottom]])
    .filter(event => event.type !== 'wheel' || event.ctrlKey)
    .on('zoom', ({ transform }) => { scale = transform.rescaleX(full); place(); });
  svg.call(zooming).on('dblclick.zoom', null);
  place();
  return { svg, links, zooming, show: moment => {
    const x = scale(moment.from);
    if (x < left || x > width) svg.call(zooming.translateTo, full(moment.from), 0);
  } };
}

/** Show what a mark is, beside it. */
function tell(tip, link, moment) {
  tip.hidden = !moment;
  if (!moment) return;
  tip.textContent = words(moment);
  const box = link.getBoundingClientRect();
  const around = figure.getBoundingClientRect();
  tip.style.top = `${box.bottom - around.top + 6}px`;
  tip.style.left = `${Math.max(0, Math.min(box.left - around.left, around.width - tip.offsetWidth))}px`;
}

/** Make one mark of all reachable by Tab, and the others from it by the arrows. */
function steer({ svg, links, zooming, show }, tip) {
  const nodes = links.nodes();
  let now = 0;
  const go = to => {
    nodes[now].setAttribute('tabindex', -1);
    now = Math.max(0, Math.min(nodes.length - 1, to));
    nodes[now].setAttribute('tabindex', 0);
  };
  const nearer = factor => svg.call(zooming.scaleBy, factor);
  const keys = {
    ArrowRight: () => focus(now + 1), ArrowLeft: () => focus(now - 1), Home: () => focus(0), End: () => focus(nodes.length - 1),
    '+': () => nearer(2), '-': () => nearer(0.5), 0: () => svg.call(zooming.transform, zoomIdentity),
  };
  const focus = to => { go(to); show(select(nodes[now]).datum()); nodes[now].focus({ preventScroll: false }); };
  go(0);
  svg.on('keydown', event => {
    if (!keys[event.key] || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    keys[event.key]();
    const node = nodes[now];
    if (node === document.activeElement) tell(tip, node, select(node).datum());
  });
  links.on('pointerenter focus', (event, moment) => { tell(tip, event.currentTarget, moment); })
    .on('pointerleave blur', () => { tell(tip); })
    .on('focus.now', event => { go(nodes.indexOf(event.currentTarget)); });
  return { nearer, reset: keys[0] };
}

function button(text, act) {
  const made = Object.assign(document.createElement('button'), { type: 'button', className: 'second', textContent: text });
  made.addEventListener('click', act);
  return made;
}

async function start() {
  const response = await fetch(source);
  if (!response.ok) return;
  const { moments } = await response.json();
  const dated = moments.filter(({ start: known }) => known).map(read);
  if (dated.length < 2) return;
  const tip = Object.assign(document.createElement('div'), { className: 'tip', hidden: true });
  tip.setAttribute('aria-hidden', 'true');
  const buttons = Object.assign(document.createElement('p'), { className: 'actions' });
  figure.hidden = false;
  let steering;
  const redraw = () => {
    figure.querySelector('svg')?.remove();
    const drawn = draw(dated);
    buttons.after(drawn.svg.node());
    steering = steer(drawn, tip);
  };
  buttons.append(button(zoomIn, () => steering.nearer(2)), button(zoomOut, () => steering.nearer(0.5)), button(whole, () => steering.reset()));
  figure.append(buttons, tip);
  redraw();
  let { clientWidth } = figure;
  new ResizeObserver(() => {
    if (figure.clientWidth === clientWidth) return;
    ({ clientWidth } = figure);
    redraw();
  }).observe(figure);
}

if (figure) start();
