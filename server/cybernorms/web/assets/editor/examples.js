/* The stored questions as examples: found by their words, put into the editor by a click. */
import { select } from './endpoint.js';
import { say, tell } from './page.js';

/** Make the list of examples filter, and hand over the query of the one that is chosen. */
export function offerExamples(use) {
  const list = document.querySelector('.examples');
  if (!list) return;
  const filter = document.getElementById('example-filter');
  filter.parentElement.hidden = false;
  filter.addEventListener('input', () => narrow(list, filter.value));
  list.addEventListener('click', async event => {
    const link = event.target.closest('a[data-question]');
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    try {
      const [{ query }] = await select(`SELECT ?query {
        <${link.dataset.question}> sh:select|sh:ask|sh:construct ?query }`);
      use(`${query.value.trim()}\n`);
      tell(say('loaded', { title: link.textContent }));
    } catch {
      location.assign(link.href);
    }
  });
}

function narrow(list, typed) {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  for (const topic of list.querySelectorAll('details')) {
    const items = [...topic.querySelectorAll('li')];
    for (const item of items) {
      const text = `${item.textContent} ${item.firstElementChild.dataset.words}`.toLowerCase();
      item.hidden = !words.every(word => text.includes(word));
    }
    const count = items.filter(item => !item.hidden).length;
    topic.firstElementChild.textContent = say('topic', { topic: topic.dataset.topic, count });
    topic.hidden = !count;
    topic.open = words.length > 0 && !topic.hidden;
  }
  document.getElementById('no-example').hidden = list.querySelector('details:not([hidden])') !== null;
}
