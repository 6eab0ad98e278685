/* Other views of an answer beside the one that the server wrote: raw, chart and graph, made when asked for. */
import { ask } from './endpoint.js';
import { make, say } from './page.js';

const LONGEST = 200_000;
const VIEWS = { table: ['answer', 'chart', 'raw'], graph: ['turtle', 'graph'], other: [] };
const DRAW = {
  raw: drawRaw,
  chart: async (place, wanted) => (await import('./chart.js')).drawChart(place, wanted),
  graph: async (place, wanted) => (await import('./graph.js')).drawGraph(place, wanted),
};

/** Offer the views that suit the answer shown, which the parameters ask for. */
export function offerViews(wanted) {
  const given = document.getElementById('view-answer');
  const names = VIEWS[given?.dataset.form] ?? [];
  if (!names.length) return;
  const places = new Map([[names[0], given]]);
  const buttons = names.map(name => make('button', { type: 'button', onclick: () => choose(name) }, say(name)));
  const choose = async name => {
    buttons.forEach((button, at) => button.setAttribute('aria-pressed', names[at] === name));
    const isNew = !places.has(name);
    if (isNew) places.set(name, given.parentElement.appendChild(make('div')));
    for (const [each, place] of places) place.hidden = each !== name;
    if (!isNew) return;
    await DRAW[name](places.get(name), wanted).catch(() => {
      places.get(name).replaceChildren(make('p', { role: 'alert' }, say('unreachable')));
    });
  };
  buttons.forEach((button, at) => button.setAttribute('aria-pressed', at === 0));
  document.querySelector('#answer .tools').prepend(
    make('span', { class: 'views', role: 'group', 'aria-label': say('views') }, ...buttons));
}

async function drawRaw(place, wanted) {
  const text = await ask(wanted.get('query'), 'application/sparql-results+json', rest(wanted));
  const shown = JSON.stringify(JSON.parse(text), null, 2);
  place.append(make('div', { class: 'scroll', role: 'region', 'aria-label': say('raw'), tabindex: 0 },
    make('pre', {}, make('code', {}, shown.slice(0, LONGEST)))));
  if (shown.length > LONGEST) place.append(make('p', { class: 'note' }, say('rawCut', { count: LONGEST })));
}

/** Give the parameters beside the query, as pairs. */
export function rest(wanted) {
  return [...wanted].filter(([name]) => name !== 'query');
}
