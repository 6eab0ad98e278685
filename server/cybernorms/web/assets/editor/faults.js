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

/** Mark the line and the text behind a place, both counted from 1, until the query is changed. */
export function showFault(yasqe, line, column, message) {
  const from = { line: line - 1, ch: column - 1 };
  const text = yasqe.markText(from, { line: line - 1, ch: yasqe.getLine(line - 1).length || 1 }, {
    className: 'wrong-text', attributes: { title: message },
  });
  const handle = yasqe.addLineClass(line - 1, 'wrap', 'wrong-line');
  mark(yasqe, line - 1, message);
  yasqe.setCursor(from);
  const forget = () => {
    yasqe.off('change', forget);
    text.clear();
    yasqe.removeLineClass(handle, 'wrap', 'wrong-line');
  };
  yasqe.on('change', forget);
}

function mark(yasqe, line, message) {
  yasqe.setGutterMarker(line, GUTTER, make('span', { class: 'place', role: 'img', 'aria-label': message, title: message }, '!'));
}
