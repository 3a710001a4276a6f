import { RepriseError } from '../base/errors.js';
import { decimal } from './decimal.js';

const pattern = new RegExp(String.raw`^\s*\$?\s*(${decimal})\s*(?:USD)?\s*$`);

/**
 * US dollars: `5`, `$5`, `0.50`, `5 USD`. Throws `RepriseError` for what is negative or anything
 * else; Lambda's prices are published in dollars, so no other currency is taken.
 */
export function parseUsd(text: string): number {
  const match = pattern.exec(text);
  if (match !== null) return Number(match[1]);
  throw new RepriseError(`"${text}" is not an amount in US dollars`, {
    hint: 'Write an amount as 5, 0.50 or $5.',
  });
}
