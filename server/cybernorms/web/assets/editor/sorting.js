/* Rows sorted by a column, as the heading is pressed: numbers by their value, other values by the page's language. */
import { make } from './page.js';

/** Make each heading of a table a button that sorts. */
export function offerSorting(table) {
  for (const head of table.tHead.rows[0].querySelectorAll('th')) {
    head.replaceChildren(make('button', { type: 'button', class: 'sort', onclick: () => sort(table, head) }, head.textContent));
  }
}

function sort(table, head) {
  const down = head.getAttribute('aria-sort') === 'ascending';
  for (const other of table.tHead.rows[0].cells) other.removeAttribute('aria-sort');
  head.setAttribute('aria-sort', down ? 'descending' : 'ascending');
  const { compare } = new Intl.Collator(document.documentElement.lang, { numeric: true });
  const textOf = row => row.cells[head.cellIndex].firstElementChild?.textContent ?? '';
  const body = table.tBodies[0];
  const sorted = [...body.rows].sort((one, other) => byValue(textOf(one), textOf(other), compare) * (down ? -1 : 1));
  body.append(...sorted);
}

function byValue(one, other, compare) {
  const difference = Number(one || NaN) - Number(other || NaN);
  return Number.isNaN(difference) ? compare(one, other) : difference;
}
