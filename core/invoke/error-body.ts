import { firstLine } from './first-line.js';

/**
 * The top-level keys of a JSON object; empty for everything else: text, HTML, a list, nothing.
 * Values are whatever the body said.
 */
export function readJsonObject(body: Uint8Array | undefined): Readonly<Record<string, unknown>> {
  if (body === undefined || body.length === 0) return {};
  try {
    const parsed: unknown = JSON.parse(textOf(body));
    return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)
      ? { ...parsed }
      : {};
  } catch {
    return {};
  }
}

/** What a body that is not a JSON object has to say: a page's title, or its first line of text. */
export function readPlainMessage(body: Uint8Array | undefined): string {
  if (body === undefined) return '';
  const text = textOf(body.subarray(0, 4096));
  const title = /<title>([^<]*)/i.exec(text)?.[1];
  return firstLine(title ?? text);
}

/**
 * The error of an XML answer, as AWS's older protocols and many gateways write it: its name is
 * `<Code>`, else the outermost element; its message `<Message>`. Undefined for anything else.
 */
export function readXmlError(
  body: Uint8Array | undefined,
): { name: string | undefined; message: string } | undefined {
  if (body === undefined) return undefined;
  const text = textOf(body.subarray(0, 4096));
  const message = /<message>([^<]*)/i.exec(text)?.[1];
  if (message === undefined || !/^[\s\ufeff]*</.test(text)) return undefined;
  const root = /<([A-Za-z][\w.]*Exception)\b/.exec(text)?.[1];
  const name = /<Code>([^<]*)/.exec(text)?.[1] ?? root;
  return { name: name && unescaped(name), message: firstLine(unescaped(message)) };
}

const entities: Readonly<Record<string, string>> = {
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  amp: '&',
};

function unescaped(text: string): string {
  return text.replace(/&(lt|gt|quot|apos|amp);/g, (_, name: string) => entities[name] ?? '');
}

/** A key's value when it is a string that says something. */
export function stringAt(
  object: Readonly<Record<string, unknown>>,
  key: string,
): string | undefined {
  const value = object[key];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function textOf(body: Uint8Array): string {
  return Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8');
}
