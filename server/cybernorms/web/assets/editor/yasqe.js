/* Yasqe, Yasgui's editor of SPARQL, in place of a text area. */
import '@zazuko/yasqe/build/yasqe.min.css';
import Yasqe from '@zazuko/yasqe';
import { registerCompleters } from './completion.js';
import './faults.js';
import { say } from './page.js';

Yasqe.prototype.showNotification = () => {}; // the page says once how to complete

/** Put Yasqe in place of a text area, whose value it keeps; run is called by Ctrl-Enter. */
export function openEditor(area, run) {
  const yasqe = new Yasqe(area.parentElement, {
    value: area.value,
    autocompleters: registerCompleters(),
    extraKeys: { 'Ctrl-Enter': run, 'Cmd-Enter': run, Tab: false, 'Shift-Tab': false, Esc: false, 'Ctrl-S': false },
    screenReaderLabel: say('label'),
    persistenceId: null, consumeShareLink: null, createShareableLink: null,
    showQueryButton: false, resizeable: false, editorHeight: null, viewportMargin: Infinity, highlightSelectionMatches: false,
  });
  area.after(yasqe.rootEl);
  area.hidden = true;
  area.labels[0].addEventListener('click', () => yasqe.focus());
  yasqe.getInputField().setAttribute('aria-describedby', 'query-keys');
  yasqe.on('change', () => { area.value = yasqe.getValue(); });
  yasqe.on('autocompletionShown', (_yasqe, { hints }) => hints.setAttribute('aria-label', say('completions')));
  yasqe.refresh();
  return yasqe;
}
