/** A value of a file with its line, from 1. */
export interface Located {
  line: number;
  value: Content;
}

export type Content = string | number | boolean | null | Located[] | Map<string, Located> | Code;

/** What only running the file would tell. */
export class Code {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** What does not map, in sentences, each with its line. */
export class Notes {
  readonly #all: { line: number; text: string }[] = [];

  add(line: number, text: string): void {
    this.#all.push({ line, text });
  }

  /** In the order of the file: `load.js:7: …`. */
  lines(file: string): string[] {
    return this.#all
      .sort((a, b) => a.line - b.line)
      .map(({ line, text }) => `${file}:${line}: ${text}`);
  }
}
