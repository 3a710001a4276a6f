import { stringify } from 'yaml';
import { messageOf, RepriseError } from '../../core/base/errors.js';
import { fromArtillery } from './artillery.js';
import type { Draft } from './draft.js';
import { readOptions } from './js-literal.js';
import { fromK6 } from './k6.js';
import { type Located, Notes } from './located.js';
import { fromVegeta } from './vegeta.js';
import { readYamlLocated } from './yaml-located.js';

/** The tools whose configurations are read. */
export const configFormats = ['k6', 'vegeta', 'artillery'] as const;
export type ConfigFormat = (typeof configFormats)[number];

/** A scenario out of another tool's configuration. */
export interface ImportedConfig {
  /** YAML. */
  scenario: string;
  /** What does not map, each with its place: `load.js:7: …`. */
  notes: string[];
}

/**
 * Reads what another tool sends as a scenario: k6's options, vegeta's targets, Artillery's phases. Nothing
 * of it is run, and what does not map is in the notes. Throws `RepriseError` for a file of another kind, or
 * one of which nothing maps.
 */
export function importConfig(
  file: string,
  text: string,
  format: ConfigFormat = formatOf(file, text),
): ImportedConfig {
  const notes = new Notes();
  const draft = read(file, text, format, notes);
  if (draft.load === undefined && draft.workloads === undefined) {
    throw new RepriseError(`${[`nothing of ${file} maps`, ...notes.lines(file)].join('\n  ')}`, {
      hint: `Give ${kinds}; --format says which it is.`,
    });
  }
  const head = `# From ${file} (${format}).\n`;
  return {
    scenario: head + stringify(draft, { flowCollectionPadding: true }),
    notes: notes.lines(file),
  };
}

const kinds = "a k6 script or its options, vegeta's targets, or a test of Artillery";

function read(file: string, text: string, format: ConfigFormat, notes: Notes): Draft {
  try {
    if (format === 'vegeta') return fromVegeta(text, notes);
    if (format === 'artillery') return fromArtillery(readYamlLocated(text), notes);
  } catch (error) {
    throw new RepriseError(`${file} cannot be read: ${messageOf(error)}`, { cause: error });
  }
  const options = readOptions(text);
  if (options) return fromK6(options, notes);
  throw new RepriseError(`${file} exports no options that can be read without running it.`, {
    hint: 'Write them with k6: k6 inspect script.js > options.json, and give that file.',
  });
}

/** By what is in it. Throws `RepriseError` where it is none of them. */
function formatOf(file: string, text: string): ConfigFormat {
  if (/^\s*(?:#[^\n]*\n|\s)*[A-Z]+ (?:https?:\/\/|\/)/.test(text)) return 'vegeta';
  if (/^\s*\{[^\n]*"url"\s*:[^\n]*\}\s*(?:\n|$)/.test(text)) return 'vegeta';
  if (/\.[cm]?[jt]s$/.test(file)) return 'k6';
  const keys = keysOf(text);
  if (keys.includes('config')) return 'artillery';
  if (['scenarios', 'stages', 'thresholds', 'vus', 'iterations'].some((key) => keys.includes(key)))
    return 'k6';
  throw new RepriseError(`${file} is no configuration that is known here.`, {
    hint: `Give ${kinds}; --format says which it is.`,
  });
}

function keysOf(text: string): string[] {
  let root: Located | undefined;
  try {
    root = readYamlLocated(text);
  } catch {
    root = readOptions(text);
  }
  return root?.value instanceof Map ? [...root.value.keys()] : [];
}
