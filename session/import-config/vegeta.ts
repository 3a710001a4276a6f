import { parseFunctionReference } from '../../core/invoke/function-name.js';
import { anyFunction, type Draft, variable } from './draft.js';
import type { Notes } from './located.js';

interface Target {
  line: number;
  url: string;
  method: string;
  /** The file of its body, or the body itself. */
  file?: string;
  body?: string;
  headers: [line: number, name: string, value: string][];
}

/** Of Lambda's own Invoke API (AWS Lambda API reference). */
const invokePath = /^\/2015-03-31\/functions\/([^/?]+)\/invocations$/;

/**
 * The targets of vegeta, in its text or its JSON format (vegeta README, "-format"). A request to the
 * Invoke API is an invocation; of any other, the body is taken for the event.
 */
export function fromVegeta(text: string, notes: Notes): Draft {
  const targets = /^\s*\{/.test(text) ? jsonTargets(text) : textTargets(text, notes);
  notes.add(
    1,
    'the rate and the time are flags of vegeta attack: set RATE and FOR (vegeta sends 50/s where nothing is said)',
  );
  const named = new Set(targets.map((target) => functionOf(target, notes)));
  const types = new Set(targets.map((target) => typeOf(target, notes)));
  const [called] = named;
  const [type] = types;
  if (named.size > 1)
    notes.add(1, 'the targets are of several functions: write a workload for each');
  if (types.size > 1)
    notes.add(1, 'the targets are of several invocation types: write a workload for each');
  const [functionName = anyFunction, qualifier] =
    named.size === 1 && called ? (JSON.parse(called) as string[]) : [];
  return {
    target: { function: functionName, ...(qualifier && { qualifier }) },
    ...payloadsOf(targets, notes),
    ...(types.size === 1 && type && { invoke: { type } }),
    load: [{ rate: variable('RATE', '50/s'), for: variable('FOR') }],
  };
}

function payloadsOf(targets: readonly Target[], notes: Notes): Pick<Draft, 'payloads'> {
  const files = targets.flatMap(({ file }) => file ?? []);
  const bodies = targets.flatMap(({ body }) => body ?? []);
  if (files.length > 0 && bodies.length > 0)
    notes.add(
      1,
      `bodies of files and bodies in the targets do not go together: the ${bodies.length} in the targets are left out`,
    );
  if (files.length > 0) return { payloads: { files } };
  return bodies.length > 0 ? { payloads: { inline: bodies } } : {};
}

function textTargets(text: string, notes: Notes): Target[] {
  const targets: Target[] = [];
  for (const [at, whole] of text.split(/\r?\n/).entries()) {
    const line = at + 1;
    const [, method = '', url = ''] = /^([A-Z]+)\s+(\S+)\s*$/.exec(whole) ?? [];
    const [, name, value = ''] = /^([\w-]+):\s*(.*)$/.exec(whole) ?? [];
    const target = targets.at(-1);
    if (whole.trim() === '' || whole.startsWith('#')) continue;
    if (url !== '') targets.push({ line, method, url, headers: [] });
    else if (target && whole.startsWith('@')) target.file = whole.slice(1).trim();
    else if (target && name !== undefined) target.headers.push([line, name, value]);
    else notes.add(line, `this is no target: ${whole}`);
  }
  return targets;
}

interface JsonTarget {
  method?: string;
  url?: string;
  body?: string;
  header?: Record<string, string[]>;
}

function jsonTargets(text: string): Target[] {
  return text.split(/\r?\n/).flatMap((whole, at): Target[] => {
    if (whole.trim() === '') return [];
    const { method = 'GET', url = '', body, header = {} } = JSON.parse(whole) as JsonTarget;
    const line = at + 1;
    const headers = Object.entries(header).map(([name, values]): Target['headers'][number] => [
      line,
      name,
      values.join(', '),
    ]);
    const decoded = body === undefined ? undefined : Buffer.from(body, 'base64').toString('utf8');
    return [{ line, method, url, headers, ...(decoded !== undefined && { body: decoded }) }];
  });
}

/** The function and its qualifier as JSON, so that equal ones are one; undefined for what is no invocation. */
function functionOf({ line, method, url }: Target, notes: Notes): string | undefined {
  const { pathname, searchParams } = URL.canParse(url) ? new URL(url) : new URL('http://none');
  const name = decodeURIComponent(invokePath.exec(pathname)?.[1] ?? '');
  const reference = parseFunctionReference(name);
  if (method === 'POST' && reference !== undefined) {
    const qualifier = searchParams.get('Qualifier') ?? reference.qualifier;
    return JSON.stringify([reference.reference, ...(qualifier ? [qualifier] : [])]);
  }
  notes.add(
    line,
    `${method} ${url} is no call of the Invoke API: set FUNCTION; its body is taken for the event`,
  );
  return undefined;
}

function typeOf({ headers }: Target, notes: Notes): string {
  let type = '';
  for (const [line, name, value] of headers) {
    if (/^x-amz-invocation-type$/i.test(name)) type = value;
    else notes.add(line, `the header ${name}: does not map`);
  }
  return type;
}
