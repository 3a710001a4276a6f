// Writes docs/api.md: every name that the package exports, with what the compiler declares of it, and the
// examples. `--check` says whether it is up to date.
//
// TypeDoc and API Extractor need the compiler's JavaScript interface, which TypeScript 7 does not have, and so
// a second TypeScript, which reads the sources differently. A declaration file is regular enough to be read
// as it is: each name once, its comment before it.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const root = path.join(import.meta.dirname, '../..');
const declarations = path.join(root, 'dist-modules');
const page = path.join(root, 'docs/api.md');

/** The parts of the page; a declaration belongs to the first whose pattern its file matches. */
const parts = [
  ['Comparing', /compar|json-difference|paired-answer/],
  ['Capacity', /capacity/],
  ['Scenarios', /^(?:scenarios|session\/(?:import-config|stack))\//],
  [
    'Running',
    /^(?:session\/(?:run|follow|reconcile)|core\/(?:lanes|invoke|follow|reconcile)|results\/live)\//,
  ],
  ['Verdicts', /^core\/judge\//],
  ['What a run is measured by', /^core\/measure\//],
  ['Recordings', /^core\/(?:recording|proxy|json)\//],
  ['Reports and stores', /^(?:results|core\/database)\//],
  ['The local Lambda', /^local\//],
  ['Errors and exit codes', /^core\/base\//],
  ['Inside a function (`reprise/recorder`)', /^recorder\//],
];

/** As readers want them. */
const order = [3, 2, 5, 4, 6, 1, 0, 7, 8, 9, 10].map((at) => parts[at][0]);

const examples = ['run', 'import', 'capacity', 'compare', 'record'];

const textOf = (file) => readFileSync(path.join(declarations, file), 'utf8');

/** What a module exports, by name: the module that declares it, and under which name. */
function exportsOf(file) {
  const text = textOf(file);
  const found = new Map();
  for (const [, list, from] of text.matchAll(/^export (?:type )?\{([^}]*)\} from '([^']+)';/gm)) {
    const target = path.posix.join(path.posix.dirname(file), from.replace(/\.js$/, '.d.ts'));
    for (const item of list.split(',').map((each) => each.trim().replace(/^type /, ''))) {
      if (item === '') continue;
      const [own, shown = own] = item.split(' as ');
      found.set(shown, declarationOf(target, own));
    }
  }
  return found;
}

/** A declaration with its comment; follows whoever only passes it on. */
function declarationOf(file, name) {
  const text = textOf(file);
  const head = new RegExp(
    `^export (?:declare )?(?:abstract )?(?:class|interface|type|function|const|enum) ${name}\\b`,
    'm',
  );
  const at = text.search(head);
  if (at === -1) {
    const passed = exportsOf(file).get(name);
    if (!passed) throw new Error(`${file} declares no ${name}`);
    return passed;
  }
  const before = text.slice(0, at);
  const [, comment = ''] = /\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s*$/.exec(before) ?? [];
  return { file, comment: plain(comment), code: tidy(text.slice(at, endOf(text, at))) };
}

/** Where the statement that begins there ends: at its semicolon, or at the brace of its body. */
function endOf(text, start) {
  const hasBody = /^export (?:declare )?(?:abstract )?(?:class|interface|enum)/.test(
    text.slice(start),
  );
  let depth = 0;
  for (let at = start; at < text.length; at++) {
    const skipped = /^(?:\/\*[\s\S]*?\*\/|\/\/[^\n]*|'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|=>)/.exec(
      text.slice(at, at + 4000),
    );
    if (skipped) at += skipped[0].length - 1;
    else if ('{([<'.includes(text[at])) depth += 1;
    else if ('})]>'.includes(text[at])) depth -= 1;
    if (depth > 0) continue;
    if (hasBody ? text[at] === '}' : text[at] === ';') return at + 1;
  }
  throw new Error(`no end: ${text.slice(start, start + 80)}`);
}

/** A comment as prose. */
function plain(comment) {
  return comment
    .split('\n')
    .map((line) => line.replace(/^\s*\* ?/, '').trimEnd())
    .join('\n')
    .trim();
}

/** A declaration as it would be written: two spaces, nothing private. */
function tidy(code) {
  return code
    .replace(/^export (?:declare )?/, '')
    .replace(/^ {4}(?:#private|private .*);\n/gm, '')
    .replace(/^(?: {4})+/gm, (indent) => ' '.repeat(indent.length / 2));
}

function section(title, entries) {
  const texts = entries.map(([name, { comment, code }]) =>
    [`### ${name}`, comment, `\`\`\`ts\n${code}\n\`\`\``]
      .filter((text) => text !== '')
      .join('\n\n'),
  );
  return [`## ${title}`, ...texts].join('\n\n');
}

function exampleText(name) {
  const text = readFileSync(path.join(root, `examples/${name}.ts`), 'utf8');
  const [, title, code] = /^\/\/ (.*)\n([\s\S]*)$/.exec(text);
  return `${title}\n\n\`\`\`ts\n${code.trim()}\n\`\`\``;
}

function pageText() {
  const all = [...exportsOf('session/index.d.ts'), ...exportsOf('recorder/index.d.ts')];
  const partOf = ({ file }) => parts.find(([, pattern]) => pattern.test(file))?.[0];
  const lost = all.filter(([, declared]) => partOf(declared) === undefined);
  if (lost.length > 0) throw new Error(`no part of the page for ${lost.map(([name]) => name)}`);
  const sections = order.map((title) => {
    const entries = all.filter(([, declared]) => partOf(declared) === title);
    return section(
      title,
      entries.sort(([a], [b]) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1)),
    );
  });
  return `${[
    '# The library',
    'Everything that the command does can be done from code. `npm run api-docs` writes this page from the\ndeclarations that the package ships; what they refer to and do not export is not part of the interface.',
    '## Examples',
    'They are in `examples/`, with the scenario and the events that they use, and CI runs them.',
    ...examples.map(exampleText),
    ...sections,
  ].join('\n\n')}\n`;
}

const text = pageText();
if (!process.argv.includes('--check')) writeFileSync(page, text);
else if (!existsSync(page) || readFileSync(page, 'utf8') !== text) {
  console.error('docs/api.md is not what the declarations say: run npm run api-docs.');
  process.exitCode = 1;
}
