/* An answer as a chart: numbers of a column, or how many rows there are, by the values of another column. */
import {
  BarController, BarElement, CategoryScale, Chart, LinearScale, LineController, LineElement, PointElement, Tooltip,
} from 'chart.js';
import { ask, labels } from './endpoint.js';
import { make, say, shorten } from './page.js';
import { rest } from './views.js';

const MOST = 60;
const NUMBER = /#(integer|decimal|double|float|int|long|short|byte|(non|un)\w+|positiveInteger)$/;
const COUNT = '';
const BAR = 22; // pixels of height for each bar
const LEAST_HEIGHT = 240;
const LETTER = 20; // pixels of the chart's width for each letter of a label

Chart.register(BarController, BarElement, CategoryScale, LinearScale, LineController, LineElement, PointElement, Tooltip);

export async function drawChart(place, wanted) {
  const answer = JSON.parse(await ask(wanted.get('query'), 'application/sparql-results+json', rest(wanted)));
  const { head: { vars }, results: { bindings } } = answer;
  const isNumber = name => bindings.some(row => row[name])
    && bindings.every(row => !row[name] || NUMBER.test(row[name].datatype ?? ''));
  const numbers = vars.filter(isNumber);
  const others = vars.filter(name => !numbers.includes(name));
  const distinct = name => new Set(bindings.map(row => row[name]?.value)).size;
  const telling = [...others].sort((one, other) => distinct(other) - distinct(one))[0];
  const label = choice(others.length ? others : vars, telling);
  const value = choice([...numbers, COUNT]);
  const kind = choice(['bar', 'line'], 'bar', { bar: say('chartBar'), line: say('chartLine') });
  const canvas = make('canvas', { role: 'img' });
  const figure = make('div', { class: 'figure chart' }, canvas);
  const note = make('p', { class: 'note' });
  place.append(
    make('p', { class: 'tools' }, make('label', {}, say('chartLabels'), label), make('label', {}, say('chartValues'), value),
      make('label', {}, say('chartKind'), kind)),
    figure, note);
  let chart;
  const draw = async () => {
    const points = read(bindings, label.value, value.value);
    const named = await labels(points.slice(0, MOST).map(([text]) => text));
    const shown = points.slice(0, MOST).map(([text, number]) => [named.get(text) ?? brief(text), number]);
    const values = value.value || say('chartRows');
    canvas.setAttribute('aria-label', say('chartText', { values, labels: label.value, count: shown.length }));
    note.textContent = points.length > MOST ? say('chartCut', { count: MOST, total: points.length }) : '';
    chart?.destroy();
    figure.style.height = kind.value === 'bar' ? `${Math.max(LEAST_HEIGHT, shown.length * BAR)}px` : '';
    chart = new Chart(canvas, settings(kind.value, values, shown, place.clientWidth / LETTER));
  };
  for (const each of [label, value, kind]) each.addEventListener('change', draw);
  await draw();
}

function brief(text) {
  return /^https?:/.test(text) ? shorten(text) : text;
}

function choice(names, chosen = names[0], texts = { [COUNT]: say('chartRows') }) {
  const select = make('select', {}, ...names.map(name => make('option', { value: name }, texts[name] ?? name)));
  select.value = chosen;
  return select;
}

/** Give pairs of a value and a number: those of the rows, or the number of rows with each value, greatest first. */
function read(bindings, label, value) {
  const textOf = row => row[label]?.value ?? '';
  if (value !== COUNT) return bindings.filter(row => row[value]).map(row => [textOf(row), Number(row[value].value)]);
  const counted = new Map();
  for (const row of bindings) counted.set(textOf(row), (counted.get(textOf(row)) ?? 0) + 1);
  return [...counted].sort(([, one], [, other]) => other - one);
}

/** Say how Chart.js draws points; longest is the number of letters that a label may have. */
function settings(type, name, points, longest) {
  const style = getComputedStyle(document.documentElement);
  const [ink, line, accent] = ['--ink', '--line', '--accent'].map(each => style.getPropertyValue(each).trim());
  const axis = { ticks: { color: ink, autoSkip: type === 'line' }, grid: { color: line } };
  const cut = text => (text.length > longest ? `${text.slice(0, longest - 1)}…` : text);
  return {
    type,
    data: {
      labels: points.map(([text]) => cut(text)),
      datasets: [{ label: name, data: points.map(([, number]) => number), backgroundColor: accent, borderColor: accent }],
    },
    options: {
      indexAxis: type === 'bar' ? 'y' : 'x', maintainAspectRatio: false, animation: false,
      scales: { x: axis, y: axis },
    },
  };
}
