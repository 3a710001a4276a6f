import {
  type Document,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseDocument,
  type YAMLError,
} from 'yaml';
import { defined } from '../../core/base/defined.js';
import type { SourcePosition } from '../../core/base/errors.js';
import type { Finding, ScenarioProblem } from './problems.js';

const excerptWidth = 110;

/** A YAML file that was parsed, and knows where each of its values stands. */
export class YamlSource {
  readonly file: string;
  readonly text: string;
  readonly document: Document.Parsed;
  readonly #lines = new LineCounter();

  /** Never throws: what is wrong with the syntax is in `syntaxProblems`. */
  constructor(file: string, text: string) {
    this.file = file;
    this.text = text;
    this.document = parseDocument(text, { lineCounter: this.#lines, prettyErrors: false });
  }

  /** Unclosed brackets, bad indentation, duplicate keys, unknown tags, a second document. */
  syntaxProblems(): ScenarioProblem[] {
    return [...this.document.errors, ...this.document.warnings].map((error) =>
      this.#problem(rangeOfError(error, this.text), syntaxMessage(error, this.text)),
    );
  }

  /** Puts a finding at the line and column where its value (or its key) stands. */
  locate(finding: Finding): ScenarioProblem {
    const whole = this.#rangeOf(finding.path, finding.at === 'key');
    const range = this.#rangeWithin(whole, finding);
    return this.#problem(range, finding);
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
      const child: Child | undefined = childOf(this.#resolve(node), step);
      if (child === undefined) return rangeOfParent(node, key);
      ({ node, key } = child);
    }
    if (key !== null && (wantsKey || isEmpty(node))) return rangeOfNode(key);
    return rangeOfNode(node);
  }

  #resolve(node: Node | null): Node | null {
    return isAlias(node) ? (node.resolve(this.document) ?? null) : node;
  }
}

/** Start and end in the text, in UTF-16 code units. */
type Range = [start: number, end: number];

interface Child {
  node: Node | null;
  key: Node | null;
}

function childOf(parent: Node | null, step: PropertyKey): Child | undefined {
  if (isSeq(parent)) {
    const item = parent.items[Number(step)];
    return isNode(item) ? { node: item, key: null } : undefined;
  }
  if (!isMap(parent)) return undefined;
  const pair = parent.items.find((item) => keyText(item) === String(step));
  if (pair === undefined) return undefined;
  return { node: isNode(pair.value) ? pair.value : null, key: isNode(pair.key) ? pair.key : null };
}

function keyText(pair: Pair): string {
  return isScalar(pair.key) ? String(pair.key.value) : String(pair.key);
}

/** For what is missing: the key of the block it is missing from, or the start of the flow map. */
function rangeOfParent(node: Node | null, key: Node | null): Range {
  if (key !== null && !(isMap(node) && node.flow === true)) return rangeOfNode(key);
  return rangeOfNode(node);
}

function rangeOfNode(node: Node | null): Range {
  const range = node?.range;
  return range ? [range[0], range[1]] : [0, 0];
}

function isEmpty(node: Node | null): boolean {
  return node === null || (isScalar(node) && node.value === null && node.source === '');
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
  return { message: `not valid YAML: ${error.message}` };
}
