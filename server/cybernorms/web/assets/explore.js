/* Draws what is opened in the explorer. The lists of the page say the same and come from the server with
 * each step, together with what is to be drawn; so the drawing is never more than a picture of them. */
import { makeDrawing } from './explore/drawing.js';
import { drawLegend } from './explore/legend.js';
import { save, writeSvg } from './explore/saving.js';

const figure = document.getElementById('drawing');
figure.hidden = false;
figure.querySelector('[data-do=share]').hidden = !navigator.clipboard; // there is none without TLS; the address bar has the link
const drawing = makeDrawing(document.getElementById('canvas'), step);
show();

/** Draw what the page says. */
function show() {
  const map = JSON.parse(document.getElementById('map').textContent);
  drawing.show(map);
  drawLegend(figure.querySelector('.legend'), map.nodes);
}

/** Go to another view without leaving the page; its lists and what is drawn are those of that address. */
async function step(address, { keep = true } = {}) {
  const response = await fetch(address, { headers: { Accept: 'text/html' } });
  if (!response.ok) {
    location.assign(address);
    return;
  }
  const page = new DOMParser().parseFromString(await response.text(), 'text/html');
  for (const id of ['lists', 'ends']) document.getElementById(id).replaceWith(page.getElementById(id));
  document.title = page.title;
  if (keep) history.pushState(null, '', address);
  document.getElementById('status').textContent = page.getElementById('status').textContent;
  show();
}

document.getElementById('content').addEventListener('click', async event => {
  const link = event.target.closest('a[data-step]');
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
  event.preventDefault();
  await step(link.href);
  [...document.querySelectorAll('#lists [data-iri]')].at(-1)?.focus();
});

addEventListener('popstate', () => step(location.href, { keep: false }));

figure.addEventListener('click', async event => {
  const button = event.target.closest('button[data-do]');
  if (!button) return;
  const { do: wanted, done } = button.dataset;
  if (wanted === 'png') save('cybernorms.png', await drawing.png());
  else if (wanted === 'svg') save('cybernorms.svg', new Blob([writeSvg(drawing)], { type: 'image/svg+xml' }));
  else if (wanted === 'share') {
    await navigator.clipboard.writeText(location.href);
    document.getElementById('status').textContent = done;
  } else drawing.view(wanted);
});
