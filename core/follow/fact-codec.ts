import { conditions, type Fact } from './fact.js';

/**
 * The facts of an event as bytes: each its length and then its numbers, as variable-length integers;
 * in the order of their bytes and each once, so that the same facts are the same bytes however they
 * came. Times are relative to `baseMs`.
 */
export function encodeFacts(facts: Iterable<Fact>, baseMs: number): Buffer {
  const encoded = [...facts].map((fact) => encodeFact(fact, baseMs)).sort(Buffer.compare);
  const once = encoded.filter((bytes, i) => i === 0 || !bytes.equals(encoded[i - 1] as Buffer));
  return Buffer.concat(once.flatMap((bytes) => [Buffer.from([bytes.length]), bytes]));
}

/** The opposite of `encodeFacts`. */
export function decodeFacts(bytes: Uint8Array, baseMs: number): Fact[] {
  const facts: Fact[] = [];
  for (let at = 0; at < bytes.length; ) {
    const end = at + 1 + (bytes[at] as number);
    facts.push(decodeFact(new NumberReader(bytes, at + 1), baseMs));
    at = end;
  }
  return facts;
}

const kinds: readonly Fact['kind'][] = ['start', 'report', 'error', 'record', 'deadLetter'];

function encodeFact(fact: Fact, baseMs: number): Buffer {
  const head = [kinds.indexOf(fact.kind), signed(Math.round(fact.atMs - baseMs)), fact.place];
  return varints([...head, ...detailsOf(fact)]);
}

/** What a fact says beside when and where; 0 stands for what is not known, so that it takes one byte. */
function detailsOf(fact: Fact): number[] {
  switch (fact.kind) {
    case 'start':
      return [versionNumber(fact.version)];
    case 'report': {
      const { durationMs, billedMs, memoryMb, initMs, hasFailed } = fact;
      const init = initMs === undefined ? 0 : Math.round(initMs) + 1;
      return [Math.round(durationMs * 100), billedMs, memoryMb, init, hasFailed ? 1 : 0];
    }
    case 'error':
      return [];
    case 'record':
      return [conditions.indexOf(fact.condition), fact.invokeCount, versionNumber(fact.version)];
    case 'deadLetter':
      return [fact.code];
  }
}

function decodeFact(numbers: NumberReader, baseMs: number): Fact {
  const kind = kinds[numbers.next()];
  const seen = { atMs: baseMs + unsigned(numbers.next()), place: numbers.next() };
  switch (kind) {
    case 'start':
      return { kind, ...seen, ...versionOf(numbers.next()) };
    case 'report': {
      const durationMs = numbers.next() / 100;
      const [billedMs, memoryMb, init] = [numbers.next(), numbers.next(), numbers.next()];
      const hasFailed = numbers.next() === 1;
      const report = { kind, ...seen, durationMs, billedMs, memoryMb, hasFailed };
      return init === 0 ? report : { ...report, initMs: init - 1 };
    }
    case 'record': {
      const condition = conditions[numbers.next()] ?? 'Success';
      return {
        kind,
        ...seen,
        condition,
        invokeCount: numbers.next(),
        ...versionOf(numbers.next()),
      };
    }
    case 'deadLetter':
      return { kind, ...seen, code: numbers.next() };
    default:
      return { kind: 'error', ...seen };
  }
}

/** `$LATEST` is 1, version 12 is 13. */
function versionNumber(version: string | undefined): number {
  if (version === undefined) return 0;
  return /^\d{1,9}$/.test(version) ? Number(version) + 1 : 1;
}

function versionOf(number: number): { version?: string } {
  if (number === 0) return {};
  return { version: number === 1 ? '$LATEST' : String(number - 1) };
}

/** Zigzag: small numbers on both sides of 0 stay small. */
function signed(value: number): number {
  return value < 0 ? -2 * value - 1 : 2 * value;
}

function unsigned(value: number): number {
  return value % 2 === 1 ? -(value + 1) / 2 : value / 2;
}

/** Seven bits a byte, the lowest first; by division, since bit operations end at 32 bits. */
function varints(numbers: readonly number[]): Buffer {
  const bytes: number[] = [];
  for (let value of numbers) {
    while (value >= 128) {
      bytes.push((value % 128) + 128);
      value = Math.floor(value / 128);
    }
    bytes.push(value);
  }
  return Buffer.from(bytes);
}

/** Reads what `varints` wrote. */
class NumberReader {
  readonly #bytes: Uint8Array;
  #at: number;

  constructor(bytes: Uint8Array, at: number) {
    this.#bytes = bytes;
    this.#at = at;
  }

  next(): number {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = this.#bytes[this.#at++] ?? 0;
      value += (byte % 128) * scale;
      if (byte < 128) return value;
    }
  }
}
