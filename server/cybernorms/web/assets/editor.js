/* The page /sparql. Without this script the same form sends the same queries, and the server writes the same answers. */
import { furnish, open, run } from './editor/answer.js';
import { offerExamples } from './editor/examples.js';
import { bench, say, tell } from './editor/page.js';
import { openEditor } from './editor/yasqe.js';

const form = bench.querySelector('form.query');
const yasqe = openEditor(document.getElementById('query'), () => { run(yasqe); });

bench.classList.add('scripted');
document.getElementById('query-keys').hidden = false;
form.addEventListener('submit', event => { event.preventDefault(); run(yasqe); });
form.elements.entailment.addEventListener('change', () => { if (document.getElementById('view-answer')) run(yasqe); });
window.addEventListener('popstate', () => { open(yasqe, location.href); });
document.addEventListener('click', event => {
  const link = event.target.closest('#query-link');
  if (!link || !navigator.clipboard || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  navigator.clipboard.writeText(link.href).then(() => tell(say('copied')), () => location.assign(link.href));
});
offerExamples(query => { yasqe.setValue(query); yasqe.focus(); });
furnish(yasqe);
