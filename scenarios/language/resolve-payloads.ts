import { statSync } from 'node:fs';
import path from 'node:path';
import type { InvocationType } from '../../core/invoke/client.js';
import { maxPayloadBytes } from '../../core/invoke/payload-limit.js';
import type { PayloadsOrigin, PayloadsSpec } from '../../core/lanes/payloads-spec.js';
import { expandGlob } from './glob.js';
import { attempt, type Finding } from './problems.js';
import type { Placed } from './resolve-target.js';
import { resolveTransform } from './resolve-transform.js';
import type { ParsedScenario } from './schema.js';

type ParsedPayloads = NonNullable<ParsedScenario['payloads']>;

/** What resolving payloads needs to know of the world. */
export interface PayloadSurroundings {
  /** Where relative patterns start: the scenario's folder. */
  baseDir: string;
  /** Throws `RepriseError` for a recording that is not there, or empty. */
  checkRecording?: ((name: string) => unknown) | undefined;
}

const sources = ['recording', 'files', 'inline'] as const;

/**
 * The payloads of a workload; one `{}` when it names none. Files are looked up now, so that a
 * pattern without a match is a problem at its line. Undefined when something is wrong.
 */
export function resolvePayloads(
  payloads: Placed<ParsedPayloads> | undefined,
  surroundings: PayloadSurroundings,
  findings: Finding[],
): PayloadsSpec | undefined {
  if (payloads === undefined) {
    return { kind: 'inline', payloads: [Buffer.from('{}')], order: 'recorded' };
  }
  const origin = resolveOrigin(payloads, surroundings, findings);
  const { transform } = payloads.value;
  if (origin === undefined || transform === undefined) return origin;
  const placed = { value: transform, path: [...payloads.path, 'transform'] };
  const resolved = resolveTransform(placed, origin.kind, surroundings.baseDir, findings);
  return { ...origin, ...(resolved && { transform: resolved }) };
}

function resolveOrigin(
  payloads: Placed<ParsedPayloads>,
  surroundings: PayloadSurroundings,
  findings: Finding[],
): PayloadsOrigin | undefined {
  const { value, path: at } = payloads;
  const order = value.order ?? 'recorded';
  const source = onlySource(payloads, findings);
  if (value.where && source !== undefined && source !== 'recording') {
    findings.push({
      path: [...at, 'where'],
      message: `where selects from a recording, and these are ${source}`,
      hint: 'Import them first: reprise record import … --as NAME.',
    });
  }
  switch (source) {
    case 'recording': {
      const name = value.recording ?? '';
      attempt(findings, [...at, 'recording'], () => surroundings.checkRecording?.(name));
      return { kind: 'recording', name, order, ...(value.where && { where: value.where }) };
    }
    case 'files': {
      const patterns = { value: value.files ?? [], path: [...at, 'files'] };
      return {
        kind: 'files',
        paths: resolveFiles(patterns, surroundings.baseDir, findings),
        order,
      };
    }
    case 'inline':
      return { kind: 'inline', payloads: (value.inline ?? []).map(payloadBytes), order };
    default:
      return undefined;
  }
}

function onlySource(
  { value, path: at }: Placed<ParsedPayloads>,
  findings: Finding[],
): (typeof sources)[number] | undefined {
  const [source, other] = sources.filter((key) => value[key] !== undefined);
  if (source !== undefined && other === undefined) return source;
  findings.push({
    path: other === undefined ? at : [...at, other],
    message:
      other === undefined
        ? 'nothing says where the payloads come from'
        : `${other} cannot stand beside ${source}`,
    hint: 'Write one of recording, files and inline.',
  });
  return undefined;
}

function resolveFiles(
  files: Placed<string | string[]>,
  baseDir: string,
  findings: Finding[],
): string[] {
  const patterns = typeof files.value === 'string' ? [files.value] : files.value;
  const found = new Set<string>();
  patterns.forEach((pattern, i) => {
    const matches = expandGlob(pattern, baseDir);
    for (const match of matches) found.add(match);
    if (matches.length > 0) return;
    findings.push({
      path: typeof files.value === 'string' ? files.path : [...files.path, i],
      message: `no file matches ${JSON.stringify(pattern)}`,
      hint: `Write a path from ${path.resolve(baseDir)}, where the pattern starts.`,
    });
  });
  return [...found].sort((a, b) => (a < b ? -1 : 1));
}

/** A string is the text to send; anything else came from outside YAML and is written as JSON. */
function payloadBytes(item: unknown): Uint8Array {
  return Buffer.from(typeof item === 'string' ? item : (JSON.stringify(item) ?? 'null'));
}

/** Payloads in the scenario that Lambda would answer with `RequestEntityTooLargeException`. */
export function oversizedPayloads(
  spec: PayloadsSpec,
  type: InvocationType,
  at: readonly PropertyKey[],
): Finding[] {
  if (spec.kind === 'recording') return [];
  const sizes: [name: string, sizeBytes: number][] =
    spec.kind === 'inline'
      ? spec.payloads.map((bytes, i) => [`payload ${i + 1}`, bytes.length])
      : spec.paths.map((file) => [file, statSync(file, { throwIfNoEntry: false })?.size ?? 0]);
  const limit = maxPayloadBytes[type];
  return sizes
    .filter(([, sizeBytes]) => sizeBytes > limit)
    .map(([name, sizeBytes]) => ({
      path: at,
      message: `${name} has ${sizeBytes.toLocaleString('en-US')} bytes; ${type} takes at most ${limit.toLocaleString('en-US')}`,
      hint: 'Leave it out; Lambda would refuse it with RequestEntityTooLargeException.',
    }));
}
