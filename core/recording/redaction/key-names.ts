import { namePattern } from '../../json/path.js';

/** No more spellings are remembered than that; names can be data too. */
const maxRemembered = 10_000;
const maxRememberedChars = 200;

/** The names of members that rules look for, in any case (of ASCII), with `*` for any characters. */
export class KeyNames {
  readonly isEmpty: boolean;
  /** Matches the bytes, as Latin-1, of whatever may hold one of the names unescaped. */
  readonly needle: RegExp | undefined;
  readonly #patterns: readonly { pattern: RegExp; rule: number }[];
  readonly #known = new Map<string, number>();

  constructor(names: readonly { name: string; rule: number }[]) {
    this.isEmpty = names.length === 0;
    this.#patterns = names.map(({ name, rule }) => ({ pattern: namePattern(name, 'i'), rule }));
    this.needle = needleOf(names.map(({ name }) => name));
  }

  /** The lowest number of a rule for that name; `Infinity` for none. */
  ruleOf(name: string): number {
    const known = this.#known.get(name);
    if (known !== undefined) return known;
    const rule = this.#patterns.reduce(
      (lowest, one) => (one.rule < lowest && one.pattern.test(name) ? one.rule : lowest),
      Infinity,
    );
    if (this.#known.size >= maxRemembered) this.#known.clear();
    if (name.length <= maxRememberedChars) this.#known.set(name, rule);
    return rule;
  }
}

/** Undefined where a name has no two plain characters in a row: then anything may hold it. */
function needleOf(names: readonly string[]): RegExp | undefined {
  const pieces = new Set<string>();
  for (const name of names) {
    const plain = name.match(/[\w-]{2,}/g) ?? [];
    const [longest] = plain.sort((a, b) => b.length - a.length);
    if (longest === undefined) return undefined;
    pieces.add(longest.toLowerCase());
  }
  const all = [...pieces];
  // What is found by a shorter piece needs no longer one.
  const shortest = all.filter((a) => !all.some((b) => b !== a && a.includes(b)));
  return new RegExp(shortest.length > 0 ? shortest.join('|') : '$^', 'i');
}
