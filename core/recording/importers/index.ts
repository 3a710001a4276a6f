import { type ImportFormat, importFormats } from './formats.js';
import type { Importer } from './importer.js';
import { json } from './json.js';
import { jsonLines } from './json-lines.js';
import { reprise } from './reprise.js';

/** Every importer under its format's name. */
export const importers: Record<ImportFormat, Importer> = { reprise, jsonl: jsonLines, json };

/** The importer that was asked for or else recognises the input; that of JSON when none does. */
export function chooseImporter(
  format: ImportFormat | 'auto',
  head: Uint8Array,
  inputName: string,
): Importer {
  if (format !== 'auto') return importers[format];
  const fileName = inputName.toLowerCase().replace(/\.gz$/, '');
  return importers[
    importFormats.find((name) => importers[name].recognises(head, fileName)) ?? 'json'
  ];
}
