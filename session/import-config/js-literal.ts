import { Code, type Content, type Located } from './located.js';

/**
 * The object that a JavaScript file exports as `options`, or that a JSON file is, read without running
 * anything: what is no literal is `Code`. Undefined where there is none.
 */
export function readOptions(text: string): Located | undefined {
  const declared = /\bexport\s+(?:const|let|var)\s+options\s*(?::\s*[\w.<>[\]]+\s*)?=/.exec(text);
  const reader = new LiteralReader(text, declared ? declared.index + declared[0].length : 0);
  const found = reader.whole();
  return found.value instanceof Map ? found : undefined;
}

const closing: Readonly<Record<string, string>> = { '{': '}', '[': ']', '(': ')' };
const words: Readonly<Record<string, boolean | null>> = { true: true, false: false, null: null };

/** Literals of JavaScript, from a place on; a literal of JSON is one. */
class LiteralReader {
  readonly #text: string;
  #at: number;

  constructor(text: string, at: number) {
    this.#text = text;
    this.#at = at;
  }

  /** A literal, whatever follows it. */
  whole(): Located {
    this.#skip();
    const line = this.#line();
    return { line, value: this.#literal() ?? new Code('') };
  }

  /** What stands in an object or an array. What goes on behind a literal is an expression: 5 * 60. */
  #member(): Located {
    this.#skip();
    const start = this.#at;
    const line = this.#line();
    const value = this.#literal();
    this.#skip();
    if (value !== undefined && ',}]'.includes(this.#text[this.#at] ?? ' ')) return { line, value };
    this.#at = start;
    return { line, value: new Code(this.#expression()) };
  }

  #literal(): Content | undefined {
    const first = this.#text[this.#at] ?? '';
    if (first === '{') return this.#object();
    if (first === '[') return this.#array();
    if (`'"\``.includes(first)) return this.#string();
    const number = this.#match(/-?(?:0x[\da-f]+|(?:\d[\d_]*)(?:\.[\d_]*)?(?:e[+-]?\d+)?)/iy);
    if (number !== undefined) return Number(number.replaceAll('_', ''));
    const word = this.#match(/[a-z]+\b/y);
    return word !== undefined && word in words ? words[word] : undefined;
  }

  #object(): Map<string, Located> {
    const entries = new Map<string, Located>();
    this.#at += 1;
    for (this.#skip(); this.#at < this.#text.length; this.#skip()) {
      if (this.#takes('}')) break;
      if (this.#takes(',')) continue;
      const line = this.#line();
      const start = this.#at;
      const key = this.#key();
      this.#skip();
      if (key !== undefined && this.#takes(':')) entries.set(key, this.#member());
      else {
        // A spread, a method, or a name alone: { vus }.
        this.#at = start;
        const text = this.#expression();
        entries.set(key ?? text, { line, value: new Code(text) });
        if (text === '') this.#at += 1;
      }
    }
    return entries;
  }

  #array(): Located[] {
    const items: Located[] = [];
    this.#at += 1;
    for (this.#skip(); this.#at < this.#text.length; this.#skip()) {
      if (this.#takes(']')) break;
      if (this.#takes(',')) continue;
      const start = this.#at;
      items.push(this.#member());
      if (this.#at === start) this.#at += 1;
    }
    return items;
  }

  #key(): string | undefined {
    if (`'"`.includes(this.#text[this.#at] ?? ' ')) return this.#string();
    return this.#match(/[\w$]+/y);
  }

  /** Undefined for a template with something to fill in. */
  #string(): string | undefined {
    const quoted = this.#quoted();
    if (quoted === undefined || (quoted[0] === '`' && quoted.includes('${'))) return undefined;
    const inner = quoted.slice(1, -1);
    return inner.replace(/\\(u[\da-f]{4}|[\s\S])/gi, (_, what: string) => unescaped(what));
  }

  #quoted(): string | undefined {
    return this.#match(/'(?:\\[\s\S]|[^\\'\n])*'|"(?:\\[\s\S]|[^\\"\n])*"|`(?:\\[\s\S]|[^\\`])*`/y);
  }

  /** Up to the comma or bracket that ends it. */
  #expression(): string {
    const start = this.#at;
    const open: string[] = [];
    while (this.#at < this.#text.length) {
      const char = this.#text[this.#at] as string;
      if (open.length === 0 && ',}]'.includes(char)) break;
      if (`'"\``.includes(char) && this.#quoted() !== undefined) continue;
      if (char in closing) open.push(closing[char] as string);
      else if (char === open.at(-1)) open.pop();
      this.#at += 1;
    }
    return this.#text.slice(start, this.#at).trim().replace(/\s+/g, ' ');
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const [found] = pattern.exec(this.#text) ?? [];
    this.#at += found?.length ?? 0;
    return found;
  }

  #takes(char: string): boolean {
    if (this.#text[this.#at] !== char) return false;
    this.#at += 1;
    return true;
  }

  #skip(): void {
    this.#match(/(?:\s|\/\/[^\n]*|\/\*[\s\S]*?\*\/)*/y);
  }

  #line(): number {
    return this.#text.slice(0, this.#at).split('\n').length;
  }
}

function unescaped(what: string): string {
  if (/^u[\da-f]{4}$/i.test(what)) return String.fromCharCode(Number.parseInt(what.slice(1), 16));
  return { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f' }[what] ?? what;
}
