import { RepriseError } from '../../core/base/errors.js';
import type { ReportDocument } from '../document/document.js';
import { htmlPage } from '../draw/html/page.js';
import { drawMarkdown } from '../draw/markdown/draw-document.js';
import { drawTerminal } from '../draw/terminal/draw-document.js';
import { writeAll, writeText } from './output.js';

/** A comparison or a capacity search, to be shown and written. */
export interface Shown {
  document: ReportDocument;
  /** The same for programs. */
  json(): string;
}

/** Every format of it; a new one is one file and one line here. */
const formats = {
  html: ({ document }) => htmlPage(document),
  json: (shown) => shown.json(),
  markdown: ({ document }) => drawMarkdown(document),
  text: ({ document }) => drawTerminal(document),
} as const satisfies Record<string, (shown: Shown) => string>;

/** One `--out FORMAT=FILE` of it; `-` is standard output. */
export interface DocumentOutput {
  format: keyof typeof formats;
  file: string;
}

/** Reads the values of `--out`. Throws `RepriseError` for an unknown format or a missing file. */
export function parseDocumentOutputs(texts: readonly string[], what: string): DocumentOutput[] {
  return texts.map((text) => {
    const match = /^(html|json|markdown|text)=(.+)$/.exec(text);
    if (match) return { format: match[1] as DocumentOutput['format'], file: match[2] as string };
    throw new RepriseError(`--out ${text}: this is not an output of a ${what}`, {
      hint: 'Use html=FILE, json=FILE, markdown=FILE or text=FILE, with - for standard output.',
    });
  });
}

/** Writes every output, as `writeOutputs` does. Throws `RepriseError` naming what cannot be written. */
export function writeDocumentOutputs(
  outputs: readonly DocumentOutput[],
  shown: Shown,
): Promise<void> {
  return writeAll(outputs, ({ format, file }) => writeText(file, formats[format](shown)));
}
