/* Answers: the page that the server writes for a query, of which this page takes the answer. */
import { showFault, showHint } from './faults.js';
import { bench, say, tell } from './page.js';
import { offerReasons } from './rows.js';
import { offerSorting } from './sorting.js';
import { offerViews } from './views.js';

const LONGEST_URL = 6000;
const LEAST_SEEN = 200; // pixels of an answer that are to be in sight
const form = bench.querySelector('form.query');
const stop = document.getElementById('query-stop');
let running;

/** Give the parameters of the query as it stands in the editor, as a link to it has them. */
export function parameters() {
  const fields = new FormData(form);
  fields.delete('format');
  return new URLSearchParams(fields);
}

/** Run the query, and make the page's address a link to it where it is not too long for one. */
export function run(yasqe) {
  const wanted = parameters();
  const url = `/sparql?${wanted}`;
  const short = url.length < LONGEST_URL;
  return load(yasqe, short ? url : '/sparql', short ? {} : { method: 'POST', body: wanted })
    .then(page => { if (page && location.pathname + location.search !== url) history.pushState(null, '', short ? url : '/sparql'); });
}

/** Show the answer at an address, with its query in the editor. */
export async function open(yasqe, url) {
  const page = await load(yasqe, url, {});
  if (page) yasqe.setValue(page.getElementById('query').value);
}

/** Put the answer of a page in place of the one shown, and give the page; null if it did not come. */
async function load(yasqe, url, options) {
  running?.abort();
  const mine = running = new AbortController();
  busy(true);
  tell(say('running'));
  try {
    const response = await fetch(url, { ...options, headers: { Accept: 'text/html' }, signal: mine.signal });
    const page = new DOMParser().parseFromString(await response.text(), 'text/html');
    const answer = page.getElementById('answer');
    document.getElementById('answer').replaceWith(document.adoptNode(answer));
    document.title = page.title;
    tell(answer.querySelector('.problem') ? '' : answer.querySelector('caption, .verdict')?.textContent ?? say('done'));
    furnish(yasqe);
    if (answer.getBoundingClientRect().top > innerHeight - LEAST_SEEN) answer.scrollIntoView();
    return page;
  } catch (error) {
    if (running === mine) tell(say(error.name === 'AbortError' ? 'stopped' : 'unreachable'));
    return null;
  } finally {
    if (running === mine) busy(false);
  }
}

function busy(on) {
  document.getElementById('answer').setAttribute('aria-busy', on);
  stop.hidden = !on;
}

/** Add to an answer what only a script can do. */
export function furnish(yasqe) {
  const fault = document.querySelector('.fault[data-line]');
  if (fault) showFault(yasqe, fault, fault.querySelector('.problem p').textContent.trim());
  for (const hint of document.querySelectorAll('[role="note"][data-line]')) showHint(yasqe, hint, hint.textContent);
  offerViews(parameters());
  const table = document.querySelector('#view-answer[data-form="table"] table');
  if (!table) return;
  offerSorting(table);
  offerReasons(table, parameters());
}

stop.addEventListener('click', () => running?.abort());
form.querySelector('button').after(stop);
