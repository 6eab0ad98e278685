/* What a query, finished or not, says of its subjects: read token by token, for no parser takes half a query. */

const TOKEN = /#[^\n]*|"""[^]*?"""|'''[^]*?'''|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|<[^<>"{}|^`\\\s]*>|[?$]\w+|[\w-]*:[\w.%-]*\w|[\w-]+:?|\S/gu;
const NO_SUBJECT = /^(filter|bind|values|having|optional|graph|minus|union|select|where|construct|order|group|by)$/i;
const TYPE = new Set(['a', 'rdf:type', '<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>']);

/** Tell the classes of each subject, as they are written, and the subject of the triple at the end of the text. */
export function readSubjects(text) {
  const classes = new Map();
  let [subject, property, depth] = [null, null, 0];
  const begin = () => { [subject, property] = [null, null]; };
  for (const [token] of text.matchAll(TOKEN)) {
    if (token.startsWith('#')) continue;
    if (token === '(') depth += 1;
    else if (token === ')') { depth -= 1; if (!depth && NO_SUBJECT.test(subject ?? '')) begin(); }
    else if (depth) continue;
    else if ('.{}'.includes(token)) begin();
    else if (token === ';') property = null;
    else if (token === ',') continue;
    else if (subject === null) subject = token;
    else if (property === null) property = token;
    else if (TYPE.has(property)) classes.set(subject, [...(classes.get(subject) ?? []), token]);
  }
  return { classes, subject };
}
