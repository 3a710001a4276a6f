import { hash } from 'node:crypto';
import { RepriseError } from '../base/errors.js';
import type { ChangeContext } from './change-context.js';

/** What may stand between the braces of a template. */
export const placeholders = ['uuid', 'now', 'nowMs', 'nowS', 'seq', 'record', 'seed'] as const;
export type Placeholder = (typeof placeholders)[number];

/** Text and what is filled in between, or a value that stays as it is: JSON text. */
export type Template =
  | { kind: 'json'; text: string }
  | { kind: 'text'; parts: readonly (string | { placeholder: Placeholder })[] };

/**
 * A value as the user writes it. In text, `{{uuid}}`, `{{now}}` (the arrival's time, ISO 8601),
 * `{{nowMs}}`, `{{nowS}}` (since the epoch), `{{seq}}`, `{{record}}` and `{{seed}}` are filled in for
 * each arrival; anything else is put in as it is. Throws `RepriseError` for an unknown name in braces.
 */
export function parseTemplate(value: string | number | boolean | null): Template {
  if (typeof value !== 'string') return { kind: 'json', text: JSON.stringify(value) };
  return { kind: 'text', parts: templateParts(value, (name) => placeholderOf(name)) };
}

/** Takes a text apart at its braces; `read` makes of what stands between them what it means. */
export function templateParts<Part>(text: string, read: (name: string) => Part): (string | Part)[] {
  return text
    .split(/\{\{(.*?)\}\}/s)
    .map((part, i) => (i % 2 === 0 ? part : read(part.trim())))
    .filter((part) => part !== '');
}

/** A placeholder by its name. Throws `RepriseError` for another name; `others` says what else may stand there. */
export function placeholderOf(
  name: string,
  others: readonly string[] = [],
): { placeholder: Placeholder } {
  const placeholder = placeholders.find((each) => each === name);
  if (placeholder) return { placeholder };
  throw new RepriseError(`{{${name}}} is nothing that can be filled in`, {
    hint: `Write one of ${[...placeholders, ...others].map((each) => `{{${each}}}`).join(', ')}.`,
  });
}

const counting: readonly Placeholder[] = ['nowMs', 'nowS', 'seq', 'record', 'seed'];

/**
 * The template as JSON text. What is one placeholder alone and a number becomes a number, unless text
 * stands in its place (`asText`); everything else that is written as text becomes a string.
 */
export function expand(
  template: Template,
  context: ChangeContext,
  name: string,
  asText: boolean,
): string {
  if (template.kind === 'json') return template.text;
  const { parts } = template;
  const [only] = parts;
  const text = parts
    .map((part, i) =>
      typeof part === 'string' ? part : fill(part.placeholder, context, `${name}/${i}`),
    )
    .join('');
  const isNumber =
    parts.length === 1 && typeof only === 'object' && counting.includes(only.placeholder);
  return isNumber && !asText ? text : JSON.stringify(text);
}

/** What a placeholder stands for in an arrival; `name` tells one `{{uuid}}` from another. */
export function fill(placeholder: Placeholder, context: ChangeContext, name: string): string {
  switch (placeholder) {
    case 'uuid':
      return uuid(`${context.seed}/${context.arrival}/${name}`);
    case 'now':
      return new Date(context.nowUs / 1000).toISOString();
    case 'nowMs':
      return String(Math.floor(context.nowUs / 1000));
    case 'nowS':
      return String(Math.floor(context.nowUs / 1e6));
    default:
      return String(context[placeholder]);
  }
}

/** A UUID of the shape of version 4 (RFC 9562, section 5.4), drawn from a name instead of at random. */
function uuid(name: string): string {
  const hex = hash('sha256', `uuid/${name}`, 'hex');
  const variant = '89ab'[Number.parseInt(hex.charAt(16), 16) & 3];
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `${variant}${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-');
}
