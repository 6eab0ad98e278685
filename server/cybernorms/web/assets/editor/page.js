/* What the page gives to its scripts: its texts, our prefixes, and where to say what happens. */

export const bench = document.querySelector('.workbench');
export const prefixes = JSON.parse(bench.dataset.prefixes);
const messages = JSON.parse(bench.dataset.messages);

/** Give a text of the page; values fill its places, written {like} this. */
export function say(name, values = {}) {
  return messages[name].replace(/\{(\w+)\}/g, (place, key) => values[key] ?? place);
}

/** Say what happens, to screen readers too. */
export function tell(text) {
  document.getElementById('query-status').textContent = text;
}

/** Make an element with attributes and children; what is on…, is listened to. */
export function make(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith('on')) made.addEventListener(name.slice(2), value);
    else if (value !== undefined) made.setAttribute(name, value);
  }
  made.append(...children);
  return made;
}

/** Write an IRI with a prefix if one fits, else between angle brackets. */
export function shorten(iri, spaces = prefixes) {
  const [prefix, space] = Object.entries(spaces)
    .filter(([, start]) => iri.startsWith(start) && /^[\w-]+$/.test(iri.slice(start.length)))
    .sort(([, one], [, other]) => other.length - one.length)[0] ?? [];
  return space ? `${prefix}:${iri.slice(space.length)}` : `<${iri}>`;
}
