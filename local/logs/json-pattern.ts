import { type PathStep, readPath } from '../../core/json/path.js';
import { ServiceFault } from '../aws-json/fault.js';

/** Does a document match? */
type Condition = (document: unknown) => boolean;

const tokenSyntax =
  /\s*(&&|\|\||!=|<=|>=|[(){}=<>]|"(?:[^"\\]|\\.)*"|\$(?:\.?\[(?:[^\]'"]*|'[^']*'|"[^"]*")\]|\.[\w-]+|\.(?=\[))*|[^\s(){}=<>!&|"]+)/y;

/**
 * The pattern for JSON messages:
 *
 *     condition = and { "||" and }
 *     and       = unit { "&&" unit }
 *     unit      = "(" condition ")"  |  selector comparison
 *     comparison = ( "=" | "!=" | "<" | "<=" | ">" | ">=" ) value
 *                | [ "NOT" ] "EXISTS"  |  "IS" ( "NULL" | "TRUE" | "FALSE" )
 *
 * In a value `*` stands for any characters. What is no JSON does not match.
 */
export function jsonPattern(pattern: string): (message: string) => boolean {
  const parser = new Parser(tokensOf(pattern));
  const condition = parser.pattern();
  return (message) => {
    if (!message.startsWith('{')) return false;
    try {
      return condition(JSON.parse(message));
    } catch {
      return false;
    }
  };
}

function invalid(): ServiceFault {
  return new ServiceFault('InvalidParameterException', 'Invalid filter pattern');
}

function tokensOf(pattern: string): string[] {
  const tokens: string[] = [];
  const text = pattern.trimEnd();
  tokenSyntax.lastIndex = 0;
  while (tokenSyntax.lastIndex < text.length) {
    const token = tokenSyntax.exec(text)?.[1];
    if (token === undefined) throw invalid();
    tokens.push(token);
  }
  return tokens;
}

class Parser {
  readonly #tokens: readonly string[];
  #at = 0;

  constructor(tokens: readonly string[]) {
    this.#tokens = tokens;
  }

  pattern(): Condition {
    this.#expect('{');
    const condition = this.#condition();
    this.#expect('}');
    if (this.#at < this.#tokens.length) throw invalid();
    return condition;
  }

  #condition(): Condition {
    const parts = [this.#and()];
    while (this.#skip('||')) parts.push(this.#and());
    return (document) => parts.some((part) => part(document));
  }

  #and(): Condition {
    const parts = [this.#unit()];
    while (this.#skip('&&')) parts.push(this.#unit());
    return (document) => parts.every((part) => part(document));
  }

  #unit(): Condition {
    if (this.#skip('(')) {
      const condition = this.#condition();
      this.#expect(')');
      return condition;
    }
    const select = selectorOf(this.#next());
    const test = this.#comparison();
    return (document) => test(select(document));
  }

  #comparison(): (value: unknown) => boolean {
    const operator = this.#next();
    switch (operator) {
      case 'EXISTS':
        return (value) => value !== undefined;
      case 'NOT':
        this.#expect('EXISTS');
        return (value) => value === undefined;
      case 'IS':
        return isTest(this.#next());
      case '=':
        return equalTo(this.#next());
      case '!=': {
        const isEqual = equalTo(this.#next());
        return (value) => value !== undefined && !isEqual(value);
      }
      default:
        return compareTo(operator, Number(this.#next()));
    }
  }

  #next(): string {
    const token = this.#tokens[this.#at++];
    if (token === undefined) throw invalid();
    return token;
  }

  #skip(token: string): boolean {
    if (this.#tokens[this.#at] !== token) return false;
    this.#at++;
    return true;
  }

  #expect(token: string): void {
    if (!this.#skip(token)) throw invalid();
  }
}

function isTest(word: string): (value: unknown) => boolean {
  const wanted: Record<string, unknown> = { NULL: null, TRUE: true, FALSE: false };
  if (!Object.hasOwn(wanted, word)) throw invalid();
  return (value) => value === wanted[word];
}

/** Text with `*` for any characters, or a number that is written in another way. */
function equalTo(token: string): (value: unknown) => boolean {
  const isQuoted = token.startsWith('"');
  const text = isQuoted ? token.slice(1, -1).replace(/\\(.)/g, '$1') : token;
  const escaped = text.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*');
  const pattern = new RegExp(`^${escaped}$`, 's');
  const number = isQuoted ? Number.NaN : Number(text);
  return (value) =>
    typeof value === 'number' && !isQuoted
      ? value === number
      : value !== undefined && typeof value !== 'object' && pattern.test(String(value));
}

function compareTo(operator: string, bound: number): (value: unknown) => boolean {
  if (Number.isNaN(bound)) throw invalid();
  const tests: Record<string, (value: number) => boolean> = {
    '<': (value) => value < bound,
    '<=': (value) => value <= bound,
    '>': (value) => value > bound,
    '>=': (value) => value >= bound,
  };
  const test = Object.hasOwn(tests, operator) ? tests[operator] : undefined;
  if (test === undefined) throw invalid();
  return (value) => typeof value === 'number' && test(value);
}

function selectorOf(token: string): (document: unknown) => unknown {
  if (!token.startsWith('$')) throw invalid();
  const path = readPath(token.replaceAll('.[', '['));
  if (!('length' in path) || !path.every(isPlain)) throw invalid();
  return (document) => path.reduce(stepInto, document);
}

function isPlain({ kind }: PathStep): boolean {
  return kind === 'key' || kind === 'index';
}

function stepInto(value: unknown, step: PathStep): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  const key = step.kind === 'key' ? step.key : step.kind === 'index' ? String(step.index) : '';
  return Object.hasOwn(value, key) ? (value as Record<string, unknown>)[key] : undefined;
}
