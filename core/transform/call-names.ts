import { RepriseError } from '../base/errors.js';
import { exitCodes } from '../base/exit-codes.js';
import type { Payload } from '../invoke/client.js';
import { parsePath } from '../json/parse-path.js';
import type { Path } from '../json/path.js';
import { jsonFault } from '../json/scan.js';
import { JsonValue } from '../json/spans.js';
import { valuesAt } from '../json/values-at.js';
import type { ChangeContext } from './change-context.js';
import { fill, type Placeholder, placeholderOf, templateParts } from './template.js';

/** A part of a name that is filled in: from the arrival, its payload or its record's tags. */
type NamePart =
  | string
  | { placeholder: Placeholder }
  | { path: Path; text: string }
  | { tag: string };

/** A name that each invocation has of its own; plain data, so that it can be posted to a thread. */
export type NameTemplate = readonly NamePart[];

/** What a workload's invocations are named: absent, as recorded; without parts, not at all. */
export interface CallNames {
  tenantId?: NameTemplate;
  durableExecutionName?: NameTemplate;
}

/** What a durable execution is named that asks for a name of its own: another in each run. */
export const uniqueName = 'unique';
const uniqueTemplate = '{{uuid}}-{{nowMs}}';

/**
 * A name as the user writes it: text with `{{$.customer.id}}` (a path into the payload),
 * `{{tag:customer}}` (a tag of the record) and what `parseTemplate` fills in. Throws `RepriseError`.
 */
export function parseTenantId(text: string): NameTemplate {
  return checked(parseName(text), names.tenantId);
}

/** The same for the name of a durable execution; `unique` is one for each arrival of each run. */
export function parseExecutionName(text: string): NameTemplate {
  return checked(
    parseName(text === uniqueName ? uniqueTemplate : text),
    names.durableExecutionName,
  );
}

function parseName(text: string): NameTemplate {
  return templateParts(text, (name): NamePart => {
    if (name.startsWith('$')) return { path: parsePath(name), text: name };
    if (name.startsWith('tag:')) return { tag: name.slice('tag:'.length).trim() };
    return placeholderOf(name, ['$.path', 'tag:name']);
  });
}

/** The template as its user wrote it, `unique` written out. */
export function nameText(template: NameTemplate): string {
  return template
    .map((part) => {
      if (typeof part === 'string') return part;
      if ('placeholder' in part) return `{{${part.placeholder}}}`;
      return 'tag' in part ? `{{tag:${part.tag}}}` : `{{${part.text}}}`;
    })
    .join('');
}

interface Kind {
  member: keyof CallNames;
  what: string;
  pattern: RegExp;
  rule: string;
}

/** API_ChainedInvokeStartedDetails (TenantId) and API_Execution (DurableExecutionName). */
const names: Record<keyof CallNames, Kind> = {
  tenantId: {
    member: 'tenantId',
    what: 'tenant id',
    pattern: /^[\w.:/=+@ -]{1,256}$/,
    rule: 'Lambda takes 1 to 256 letters, digits, spaces and . _ : / = + - @',
  },
  durableExecutionName: {
    member: 'durableExecutionName',
    what: "durable execution's name",
    pattern: /^[\w-]{1,64}$/,
    rule: 'Lambda takes 1 to 64 letters, digits, - and _',
  },
};

/** The parts that are known already must be characters that Lambda takes. */
function checked(template: NameTemplate, { what, pattern, rule }: Kind): NameTemplate {
  const text = template.filter((part) => typeof part === 'string').join('');
  if (text === '' || pattern.test(text)) return template;
  throw new RepriseError(`"${text}" is not a ${what}`, { hint: `${rule}.` });
}

/**
 * Gives each payload its names. Throws `RepriseError`, which ends the run, where a payload or a record
 * has nothing at the place that a name is taken from, or what is there is no name.
 */
export function nameCalls(spec: CallNames): (payload: Payload, context: ChangeContext) => Payload {
  return (payload, context) => {
    const named = { ...payload };
    for (const kind of [names.tenantId, names.durableExecutionName]) {
      const template = spec[kind.member];
      if (template === undefined) continue;
      if (template.length === 0) delete named[kind.member];
      else named[kind.member] = nameOf(template, kind, payload, context);
    }
    return named;
  };
}

function nameOf(
  template: NameTemplate,
  { member, what, pattern, rule }: Kind,
  payload: Payload,
  context: ChangeContext,
): string {
  const name = template
    .map((part, i) => {
      if (typeof part === 'string') return part;
      if ('placeholder' in part) return fill(part.placeholder, context, `${member}/${i}`);
      const [found, place] =
        'tag' in part
          ? [payload.tags?.[part.tag], `tag ${part.tag}`]
          : [textAt(payload.bytes, part.path), part.text];
      if (found !== undefined) return found;
      throw stopped(`Record ${context.record} has no ${place} to take its ${what} from.`);
    })
    .join('');
  if (pattern.test(name)) return name;
  throw stopped(`Record ${context.record}: "${name.slice(0, 80)}" is not a ${what}. ${rule}.`);
}

/** The first text or number that a path names. */
function textAt(document: Uint8Array, path: Path): string | undefined {
  if (jsonFault(document)) return undefined;
  for (const { value } of valuesAt(JsonValue.of(document), path)) {
    if (value.kind === 'string') return value.text();
    if (value.kind === 'number') return Buffer.from(value.bytes).toString('latin1');
  }
  return undefined;
}

function stopped(message: string): RepriseError {
  return new RepriseError(message, {
    hint: 'Leave it out (payloads.where), or take the name from elsewhere. The run was stopped.',
    exitCode: exitCodes.aborted,
  });
}
