/* What a query, finished or not, says of its subjects: read token by token, for no parser takes half a query. */

const TOKEN = /#[^\n]*|"""[^]*?"""|'''[^]*?'''|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|<[^<>"{}|^`\\\s]*>|[?$]\w+|[\w-]*:(?:[\w.%-]*\w)?|[\w-]+|\S/gu;
const WORD = /^(?!(?:a|true|false)$)[a-z]+$/i;
const TYPE = new Set(['a', 'rdf:type', '<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>']);

/** Tell the classes of each subject, as they are written, and the subject of the triple at the end of the text. */
export function readSubjects(text) {
  const classes = new Map();
  const outside = []; // the triples that a blank node's brackets interrupt
  let [subject, property, depth] = [null, null, 0];
  for (const [token] of text.matchAll(TOKEN)) {
    if (token.startsWith('#')) continue;
    if (token === '(') depth += 1;
    else if (token === ')') depth -= 1;
    else if (depth) continue;
    else if (token === '[') {
      outside.push([subject, property]);
      [subject, property] = [`[${outside.length}`, null];
    } else if (token === ']') [subject, property] = outside.pop() ?? [null, null];
    else if ('.{}'.includes(token) || WORD.test(token)) [subject, property] = [null, null];
    else if (token === ';') property = null;
    else if (token === ',') continue;
    else if (subject === null) subject = token;
    else if (property === null) property = token;
    else if (TYPE.has(property)) classes.set(subject, [...(classes.get(subject) ?? []), token]);
  }
  return { classes, subject };
}
