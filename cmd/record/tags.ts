import { RepriseError } from '../../core/base/errors.js';

/** `['env=prod', 'note=a=b']` as an object, or undefined for none. Throws `RepriseError`. */
export function parseTags(texts: readonly string[]): Record<string, string> | undefined {
  if (texts.length === 0) return undefined;
  return Object.fromEntries(
    texts.map((text) => {
      const [, key, value] = /^([^=]+)=(.*)$/s.exec(text) ?? [];
      if (key !== undefined && value !== undefined) return [key, value];
      throw new RepriseError(`--tag ${text} is not a key and a value.`, {
        hint: 'Write it as KEY=VALUE: --tag env=prod.',
      });
    }),
  );
}
