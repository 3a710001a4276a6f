import type { Document, Node, YAMLError } from 'yaml';
import { defined } from '../../core/base/defined.js';
import type { SourcePosition } from '../../core/base/errors.js';
import type { Finding, ScenarioProblem } from './problems.js';
import {
  type Expanded,
  expandVariables,
  type VariableProblem,
  type Variables,
  withoutValues,
} from './variables.js';
import { yaml } from './yaml-library.js';
import { type Child, childOf, isMergeKey, mergedMaps, resolved } from './yaml-nodes.js';

const excerptWidth = 110;

/** How often an anchor may be used, the aliases in it multiplied: a stage in a long load, not a bomb. */
const maxAliasCount = 10_000;

/** A YAML file that was parsed, and knows where each of its values stands. */
export class YamlSource {
  readonly file: string;
  readonly text: string;
  readonly document: Document.Parsed;
  readonly #lines = new (yaml().LineCounter)();
  #expanded: Expanded = new Map();

  /** Never throws: what is wrong with the syntax is in `syntaxProblems`. */
  constructor(file: string, text: string) {
    this.file = file;
    this.text = text;
    const options = { lineCounter: this.#lines, prettyErrors: false, merge: true };
    this.document = yaml().parseDocument(text, options);
  }

  /**
   * Unclosed brackets, bad indentation, duplicate keys, unknown tags, a second document; an alias of
   * nothing, and what cannot be merged.
   */
  syntaxProblems(): ScenarioProblem[] {
    const errors = [...this.document.errors, ...this.document.warnings];
    if (errors.length === 0) return this.#aliasProblems();
    return errors.map((error) =>
      this.#problem(rangeOfError(error, this.text), syntaxMessage(error, this.text)),
    );
  }

  /**
   * Its values, with aliases and merge keys written out, so that a change in one place is none in
   * another. Keys at the top that begin with `x-` are not among them: they are the user's own, to keep
   * anchors under, as in a Compose file. Throws where aliases multiply without bounds.
   */
  values(): unknown {
    const values = writtenOut(this.document.toJS({ maxAliasCount }));
    if (typeof values !== 'object' || values === null || Array.isArray(values)) return values;
    return Object.fromEntries(Object.entries(values).filter(([key]) => !key.startsWith('x-')));
  }

  /** Puts variables into its values; what is wrong with them is in the problems that are given. */
  expand(variables: Variables): ScenarioProblem[] {
    const problems: VariableProblem[] = [];
    this.#expanded = expandVariables(this.document, this.text, variables, problems);
    return problems.map((problem) => this.#problem(problem.range, problem));
  }

  /**
   * Puts a finding at the line and column where its value (or its key) stands. Says nothing of what a
   * variable stands for, which may be a secret.
   */
  locate(finding: Finding): ScenarioProblem {
    const whole = this.#rangeOf(finding.path, finding.at === 'key');
    const held = this.#expanded.get(this.#nodeAt(finding.path) as Node);
    if (held !== undefined) {
      const message = `what ${held.written} stands for cannot be used here`;
      return this.#problem(whole, { message, hint: finding.hint });
    }
    const message = withoutValues(finding.message, this.#expanded.values());
    return this.#problem(this.#rangeWithin(whole, finding), { ...finding, message });
  }

  #nodeAt(path: readonly PropertyKey[]): Node | null {
    let node: Node | null = this.document.contents;
    for (const step of path) node = childOf(node, step, this.document)?.node ?? null;
    return resolved(node, this.document);
  }

  #aliasProblems(): ScenarioProblem[] {
    const problems: ScenarioProblem[] = [];
    yaml().visit(this.document, {
      Alias: (_, alias, path) => {
        const anchor = alias.resolve(this.document);
        if (anchor !== undefined && !path.includes(anchor)) return;
        const what = anchor === undefined ? 'there is no anchor' : 'this stands within its anchor';
        const hint = `Write &${alias.source} before what it is to stand for.`;
        problems.push(
          this.#problem(rangeOfNode(alias), { message: `${what} &${alias.source}`, hint }),
        );
      },
      Map: (_, map) => {
        const merge = map.items.find(({ key }) => isMergeKey(key))?.key as Node | undefined;
        if (merge === undefined || mergedMaps(map, this.document) !== undefined) return;
        const hint = 'Write the alias of a mapping, or a list of them: <<: *base';
        const message = '"<<" merges mappings, and this is none';
        problems.push(this.#problem(rangeOfNode(merge), { message, hint }));
      },
    });
    return problems;
  }

  #problem(
    [start, end]: Range,
    { message, hint }: { message: string; hint?: string | undefined },
  ): ScenarioProblem {
    const { line, col } = this.#lines.linePos(start);
    const lineText = this.text.split(/\r?\n/, line)[line - 1] ?? '';
    const position: SourcePosition = {
      file: this.file,
      line,
      column: [...lineText.slice(0, col - 1)].length + 1,
    };
    const excerpt = excerptOf(lineText, col - 1, end - start);
    return { position, message, excerpt, ...defined({ hint }) };
  }

  /** The part of a value that its carets mean, where the file has the value's text as it is. */
  #rangeWithin([start, end]: Range, { column, excerpt }: Finding): Range {
    const [text = '', carets = ''] = excerpt?.split('\n') ?? [];
    const at = text === '' ? -1 : this.text.slice(start, end).indexOf(text);
    if (column === undefined || at === -1) return [start, end];
    const from = start + at + column - 1;
    return [from, from + carets.trim().length];
  }

  #rangeOf(path: readonly PropertyKey[], wantsKey: boolean): Range {
    let node: Node | null = this.document.contents;
    let key: Node | null = null;
    for (const step of path) {
      const child: Child | undefined = childOf(node, step, this.document);
      if (child === undefined) return rangeOfParent(node, key);
      ({ node, key } = child);
    }
    if (key !== null && (wantsKey || isEmpty(node))) return rangeOfNode(key);
    return rangeOfNode(node);
  }
}

/** Start and end in the text, in UTF-16 code units. */
type Range = [start: number, end: number];

/** The same values, none of them in two places. */
function writtenOut(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(writtenOut);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, writtenOut(each)]));
}

/** For what is missing: the key of the block it is missing from, or the start of the flow map. */
function rangeOfParent(node: Node | null, key: Node | null): Range {
  if (key !== null && !(yaml().isMap(node) && node.flow === true)) return rangeOfNode(key);
  return rangeOfNode(node);
}

function rangeOfNode(node: Node | null): Range {
  const range = node?.range;
  return range ? [range[0], range[1]] : [0, 0];
}

function isEmpty(node: Node | null): boolean {
  return node === null || (yaml().isScalar(node) && node.value === null && node.source === '');
}

/** The line and carets under `length` of it, cut to a window where the line is very long. */
function excerptOf(line: string, start: number, length: number): string {
  const from = line.length <= excerptWidth ? 0 : Math.max(0, start - excerptWidth / 2);
  const shown = line.slice(from, from + excerptWidth);
  const lead = shown.slice(0, start - from).replace(/[^\t]/g, ' ');
  const width = Math.max(1, Math.min(length, shown.length - lead.length));
  return `${shown}\n${lead}${'^'.repeat(width)}`;
}

/** Points at the key for a duplicate one, whose error carries only its first character. */
function rangeOfError(error: YAMLError, text: string): Range {
  const [start, end] = error.pos;
  if (error.code !== 'DUPLICATE_KEY') return [start, end];
  return [start, start + (/^[^\s:]+/.exec(text.slice(start))?.[0].length ?? 1)];
}

function syntaxMessage(error: YAMLError, text: string): { message: string; hint?: string } {
  if (error.code === 'DUPLICATE_KEY') {
    const [start, end] = rangeOfError(error, text);
    return {
      message: `"${text.slice(start, end)}" is written twice`,
      hint: 'Keep one of the two; YAML would silently take the last.',
    };
  }
  if (error.code === 'MULTIPLE_DOCS') {
    return {
      message: 'a second document starts here',
      hint: 'Write one scenario per file, without a "---" between.',
    };
  }
  const message = `not valid YAML: ${error.message}`;
  const line = /.*/.exec(text.slice(text.lastIndexOf('\n', error.pos[0] - 1) + 1))?.[0];
  if (!line?.includes('${')) return { message };
  return { message, hint: 'Quote a variable within { } and [ ]: { rate: "${RATE}", for: 30s }' };
}
