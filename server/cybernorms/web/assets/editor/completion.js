/* Completion in Yasqe: our prefixes, and the classes and properties of our VoID instead of those of other hosts. */
import Yasqe from '@zazuko/yasqe';
import { prefixes, shorten } from './page.js';
import { readSubjects } from './subjects.js';
import { vocabulary } from './vocabulary.js';

const described = new Map();

/** Register the completers and give their names. */
export function registerCompleters() {
  Yasqe.forkAutocompleter('prefixes', {
    name: 'our-prefixes', persistenceId: null,
    get: Object.entries(prefixes).map(([prefix, iri]) => `${prefix}: <${iri}>`),
  });
  fork('class', async () => (await vocabulary()).classes);
  fork('property', propertiesAt, yasqe => {
    const { string, state } = yasqe.getCompleteToken();
    return !/^[?$]/.test(string) && state.possibleCurrent.includes('a');
  });
  return ['variables', 'our-prefixes', 'our-class', 'our-property'];
}

function fork(kind, terms, isValidCompletionPosition = Yasqe.Autocompleters[kind].isValidCompletionPosition) {
  Yasqe.forkAutocompleter(kind, {
    name: `our-${kind}`,
    isValidCompletionPosition,
    get: async (yasqe, token) => pick(await terms(yasqe), token.autocompletionString ?? '', yasqe),
    postProcessSuggestion: (yasqe, _token, iri) => write(iri, yasqe),
    postprocessHints: (_yasqe, hints) => hints.map(hint => ({ ...hint, render: draw })),
  });
}

/** Give the properties that resources of the subject's classes have; all where no class is known. */
async function propertiesAt(yasqe) {
  const { properties, propertiesOf } = await vocabulary();
  const document = yasqe.getDoc();
  const { subject } = readSubjects(document.getRange({ line: 0, ch: 0 }, document.getCursor()));
  const declared = { ...prefixes, ...yasqe.getPrefixesFromQuery() };
  const classes = (readSubjects(document.getValue()).classes.get(subject) ?? []).map(name => expand(name, declared));
  const known = classes.filter(iri => propertiesOf.has(iri));
  if (!known.length) return properties;
  return new Map([...properties].filter(([iri]) => known.some(each => propertiesOf.get(each).has(iri))));
}

/** Choose the terms whose IRI begins with what is typed, or whose name or label has it; the most used first. */
function pick(terms, typed, yasqe) {
  const start = expand(typed.trim(), { ...prefixes, ...yasqe.getPrefixesFromQuery() });
  const word = typed.trim().toLowerCase();
  const fits = (iri, { label }) => iri.startsWith(start) || label.toLowerCase().includes(word)
    || iri.split(/[/#]/).pop().toLowerCase().includes(word);
  const found = [...terms].filter(([iri, term]) => fits(iri, term)).sort(([, one], [, other]) => other.count - one.count);
  for (const [iri, { label }] of found) described.set(write(iri, yasqe), label);
  return found.map(([iri]) => iri);
}

function write(iri, yasqe) {
  return shorten(iri, { ...prefixes, ...yasqe.getPrefixesFromQuery() });
}

/** Give the IRI of a name, in angle brackets or with a prefix. */
function expand(name, declared) {
  if (name.startsWith('<')) return name.replace(/[<>]/g, '');
  const [, prefix, local] = /^([\w-]*):(.*)$/.exec(name) ?? [];
  return prefix in declared ? declared[prefix] + local : name;
}

function draw(item, _all, { text }) {
  item.textContent = text;
  const label = document.createElement('small');
  label.textContent = described.get(text) ?? '';
  item.append(label);
}
