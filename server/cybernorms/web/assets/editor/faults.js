/* Where a query is wrong, shown in the editor: by the editor's grammar as one types, by the server's answer after. */
import Yasqe from '@zazuko/yasqe';
import { make, say } from './page.js';

const GUTTER = 'gutterErrorBar';
const MOST = 8; // tokens that a mark names

// Yasqe's own check explains itself by inline styles, which the page's policy refuses.
Yasqe.prototype.checkSyntax = function checkSyntax() {
  this.clearGutter(GUTTER);
  this.queryValid = true;
  for (let line = 0; line < this.lineCount() && this.queryValid; line += 1) {
    const { state } = this.getTokenAt({ line, ch: this.getLine(line).length }, true);
    if (state.OK !== false) continue;
    this.queryValid = false;
    mark(this, line, say('expected', { tokens: list(state.possibleCurrent ?? []) }));
  }
};

function list(tokens) {
  return tokens.slice(0, MOST).join(' ') + (tokens.length > MOST ? ' …' : '');
}

/** Mark the line and the text behind a place of what the server refused, and go there. */
export function showFault(yasqe, place, message) {
  const { from, line } = read(place);
  const field = yasqe.getInputField();
  const end = { line, ch: yasqe.getLine(line).length || 1 };
  showUntilChange(yasqe, from, end, message, () => field.removeAttribute('aria-invalid'));
  field.setAttribute('aria-invalid', true);
  yasqe.setCursor(from);
}

/** Mark the line and the word at a place where something is odd but not wrong. */
export function showHint(yasqe, place, message) {
  const { from, line } = read(place);
  showUntilChange(yasqe, from, { line, ch: yasqe.getTokenAt({ line, ch: from.ch + 1 }).end }, message, () => {});
}

/** Read a place as the page has it, counted from 1. */
function read({ dataset: { line, column } }) {
  return { line: line - 1, from: { line: line - 1, ch: column - 1 } };
}

function showUntilChange(yasqe, from, to, message, andThen) {
  const text = yasqe.markText(from, to, { className: 'wrong-text', attributes: { title: message } });
  const handle = yasqe.addLineClass(from.line, 'wrap', 'wrong-line');
  mark(yasqe, from.line, message);
  const forget = () => {
    yasqe.off('change', forget);
    text.clear();
    yasqe.removeLineClass(handle, 'wrap', 'wrong-line');
    andThen();
  };
  yasqe.on('change', forget);
}

function mark(yasqe, line, message) {
  yasqe.setGutterMarker(line, GUTTER, make('span', { class: 'place', role: 'img', 'aria-label': message, title: message }, '!'));
}
