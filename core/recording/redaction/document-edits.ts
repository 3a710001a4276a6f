import { defined } from '../../base/defined.js';
import {
  closeBrace,
  closeBracket,
  colon,
  comma,
  isSpace,
  openBrace,
  openBracket,
  quote,
} from '../../json/characters.js';
import { applyEdits, inOrder } from '../../json/edits.js';
import { maxEmbedding, mayOpenJson } from '../../json/embedded.js';
import { lowestFound, type PathState } from '../../json/path-match.js';
import { byteOrderMarkLength } from '../../json/scan.js';
import { valueEnd } from '../../json/spans.js';
import { decodeString, stringEnd, stringText } from '../../json/strings.js';
import { type CompiledPattern, type CompiledRules, isBase64At } from './compile.js';
import type { RedactionEdit } from './edit.js';
import { base64Text, isJson, mayMatch } from './embedded.js';
import { Frame, type Place } from './frame.js';
import { scalarEdit } from './scalar-edit.js';
import type { textEdits } from './text-edits.js';

/** How a document is looked at. */
export interface EditOptions {
  rules: CompiledRules;
  /** Those of the rules' patterns that may match anywhere in it. */
  patterns: readonly CompiledPattern[];
  /** Give each edit its path, for people. */
  withPaths: boolean;
  /** Finds what the patterns match in a text. */
  find: typeof textEdits;
}

/** Where a document stands that is looked at. */
interface Root {
  /** How far the paths have come. */
  paths: readonly PathState[];
  /** The rule that all of it is subject to; `Infinity`: none. */
  rule: number;
  /** Its path, for people. */
  name: string;
  /** In how many strings it is. */
  embedding: number;
}

/** Fewer digits are no secret that a pattern knows. */
const minPatternDigits = 12;

const none = Infinity;

/**
 * What the rules ask to be done to a document that is valid JSON (`jsonFault` has said so): edits in
 * their order, without overlaps. With them made it is valid JSON again. It is read once, byte by byte,
 * nests as deep as memory allows, and nothing of it is built but keys and the strings that patterns
 * look into.
 */
export function documentEdits(document: Uint8Array, options: EditOptions): RedactionEdit[] {
  const { paths } = options.rules;
  const root: Root = { paths, rule: lowestFound(paths), name: '$', embedding: 0 };
  return inOrder(new DocumentWalk(document, options, root).run());
}

class DocumentWalk {
  readonly #document: Buffer;
  readonly #options: EditOptions;
  readonly #rules: CompiledRules;
  readonly #root: Root;
  readonly #frames: Frame[] = [];
  #frame: Frame | undefined;
  readonly #edits: RedactionEdit[] = [];

  constructor(document: Uint8Array, options: EditOptions, root: Root) {
    this.#document = Buffer.from(document.buffer, document.byteOffset, document.length);
    this.#options = options;
    this.#rules = options.rules;
    this.#root = root;
  }

  run(): RedactionEdit[] {
    const document = this.#document;
    let at = byteOrderMarkLength(document);
    while (at < document.length) {
      const byte = document[at];
      if (byte === comma) this.#next(at);
      else if (byte === closeBrace || byte === closeBracket) this.#close(at);
      else if (byte !== colon && !isSpace(byte)) {
        at = this.#frame?.expectsKey ? this.#key(this.#frame, at) : this.#value(at);
        continue;
      }
      at += 1;
    }
    return this.#edits;
  }

  #key(frame: Frame, at: number): number {
    const end = stringEnd(this.#document, at);
    frame.startMember(at, stringText(this.#document, at, end));
    return end;
  }

  /** Reads a value, or the opening of one that holds others; says where to go on. */
  #value(at: number): number {
    const frame = this.#frame;
    frame?.startValue(at, this.#edits.length);
    const paths = frame ? frame.pathsBelow() : this.#root.paths;
    const rule = frame ? this.#ruleFor(frame, paths) : this.#root.rule;
    const isRemoved = this.#rules.actions[rule] === 'remove';
    const byte = this.#document[at];
    if ((byte === openBrace || byte === openBracket) && !isRemoved) {
      this.#frame = new Frame(byte === openBracket, paths, rule, this.#edits.length);
      this.#frames.push(this.#frame);
      return at + 1;
    }
    const end = valueEnd(this.#document, at);
    if (isRemoved) this.#remove(at, end, rule);
    else if (rule !== none) this.#replace(at, end, rule);
    else if (byte === quote) this.#lookInto(at + 1, end - 1, paths);
    else this.#lookAtNumber(at, end);
    frame?.endValue(end, this.#edits.length);
    if (frame?.isAtName && byte === quote) {
      frame.pairRule = this.#rules.keys.ruleOf(stringText(this.#document, at, end));
    }
    return end;
  }

  #ruleFor(frame: Frame, paths: readonly PathState[]): number {
    if (frame.cover !== none) return frame.cover;
    const byPath = paths.length === 0 ? none : lowestFound(paths);
    return frame.isList ? byPath : Math.min(byPath, this.#rules.keys.ruleOf(frame.key));
  }

  #next(at: number): void {
    const frame = this.#frame;
    if (frame === undefined) return;
    if (frame.removedBy !== undefined) this.#push(frame.itemStart, at + 1, '', frame.removedBy);
    frame.next(at);
  }

  #close(at: number): void {
    const frame = this.#frames.at(-1);
    if (frame === undefined) return;
    if (frame.removedBy !== undefined) {
      this.#push(frame.itemStart, frame.itemEnd, '', frame.removedBy);
      if (frame.keptComma !== undefined) {
        const { keptComma: start } = frame;
        this.#edits.push({ start, end: start + 1, text: '', rule: none });
      }
    }
    this.#hidePair(frame);
    this.#frames.pop();
    this.#frame = this.#frames.at(-1);
    this.#frame?.endValue(at + 1, this.#edits.length);
  }

  /** In `{"name": "Cookie", "value": "…"}` one member says what the other is. */
  #hidePair(frame: Frame): void {
    const { pairRule: rule, pairName, pairValue } = frame;
    if (rule === none || pairName === undefined || pairValue === undefined) return;
    if (frame.cover !== none) {
      // A name that rules look for is no secret, and others look for it too.
      this.#dropEdits(pairName);
    } else if (this.#rules.actions[rule] === 'remove') {
      this.#removePair(frame, rule, pairValue);
    } else {
      this.#dropEdits(pairValue);
      const { start, end } = pairValue;
      const name = this.#options.withPaths ? this.#path() : '';
      const root: Root = { paths: [], rule, name, embedding: this.#root.embedding };
      const value = this.#document.subarray(start, end);
      this.#addEdits(new DocumentWalk(value, this.#options, root).run(), (at) => start + at);
    }
  }

  /** The whole pair is one item of its list. */
  #removePair(frame: Frame, rule: number, value: Place): void {
    const parent = this.#frames.at(-2);
    if (parent) {
      this.#edits.length = frame.editsBefore;
      parent.removedBy = rule;
    } else {
      this.#dropEdits(value);
      this.#push(value.start, value.end, 'null', rule);
    }
  }

  #dropEdits({ editsBefore, editsAfter }: Place): void {
    this.#edits.splice(editsBefore, editsAfter - editsBefore);
  }

  #remove(at: number, end: number, rule: number): void {
    if (this.#frame) this.#frame.removedBy = rule;
    else this.#push(at, end, 'null', rule);
  }

  /** Puts something of the same type in the place of a string, number, true or false. */
  #replace(start: number, end: number, rule: number): void {
    const { actions, hashKey } = this.#rules;
    const hashes = actions[rule] === 'hash';
    const edit = scalarEdit(this.#document, start, end, { hashes, hashKey });
    if (edit) this.#push(edit.start, edit.end, edit.text, rule);
  }

  /** What is inside a string that no rule takes whole; `start` and `end` are inside its quotes. */
  #lookInto(start: number, end: number, paths: readonly PathState[]): void {
    if (start === end) return;
    if (paths.length > 0 && isBase64At(paths) && this.#lookIntoBase64(start, end, paths)) return;
    if (this.#root.embedding < maxEmbedding && mayOpenJson(this.#document[start])) {
      const { bytes, offset } = decodeString(this.#document, start, end);
      this.#addEdits(this.#editsOf(bytes, paths), offset);
    } else if (mayMatch(this.#document.subarray(start, end), this.#options.patterns)) {
      const { bytes, offset } = decodeString(this.#document, start, end);
      this.#addEdits(this.#options.find(bytes, this.#rules, this.#options.patterns), offset);
    }
  }

  /** Of a document or a text that was inside a string. */
  #editsOf(bytes: Buffer, paths: readonly PathState[]): RedactionEdit[] {
    if (!isJson(bytes)) return this.#options.find(bytes, this.#rules, this.#options.patterns);
    const name = this.#options.withPaths ? this.#path() : '';
    const root: Root = { paths, rule: none, name, embedding: this.#root.embedding + 1 };
    return new DocumentWalk(bytes, this.#options, root).run();
  }

  /** False when nothing is found that way: a body is base64 in one event and plain in the next. */
  #lookIntoBase64(start: number, end: number, paths: readonly PathState[]): boolean {
    const { bytes } = decodeString(this.#document, start, end);
    const content = base64Text(bytes);
    if (content === undefined) return false;
    // A needle does not show through base64.
    const { patterns } = this.#rules;
    const inner = new DocumentWalk(content, { ...this.#options, patterns }, this.#root);
    const parts = inOrder(inner.#editsOf(content, paths));
    if (parts.length === 0) return false;
    const text = applyEdits(content, parts).toString('base64');
    this.#edits.push({ start, end, text, rule: none, parts });
    return true;
  }

  #lookAtNumber(start: number, end: number): void {
    if (end - start < minPatternDigits) return;
    const patterns = this.#options.patterns.filter(({ inNumbers }) => inNumbers);
    const token = this.#document.subarray(start, end);
    const found = this.#options.find(token, this.#rules, patterns);
    // Rules that find the same number would each edit it: the first of them does.
    const rule = Math.min(
      ...found
        .filter((edit) => edit.start === 0 && edit.end >= token.length)
        .map((edit) => edit.rule),
    );
    if (this.#rules.actions[rule] === 'remove') this.#remove(start, end, rule);
    else if (Number.isFinite(rule)) this.#replace(start, end, rule);
  }

  /** Adds edits of what is inside a string, whose text is escaped once more there. */
  #addEdits(edits: readonly RedactionEdit[], offset: (at: number) => number): void {
    for (const edit of edits) {
      const { start, end, text, path = this.#options.withPaths ? this.#path() : undefined } = edit;
      this.#edits.push({
        ...edit,
        ...{ start: offset(start), end: offset(end), text },
        ...defined({ path }),
      });
    }
  }

  #push(start: number, end: number, text: string, rule: number): void {
    const path = this.#options.withPaths ? { path: this.#path() } : {};
    this.#edits.push({ start, end, text, rule, ...path });
  }

  #path(): string {
    return this.#root.name + this.#frames.map(({ step }) => step).join('');
  }
}
