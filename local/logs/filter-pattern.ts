import { ServiceFault } from '../aws-json/fault.js';
import { jsonPattern } from './json-pattern.js';

/** Does a message match? */
export type MessageFilter = (message: string) => boolean;

/**
 * A filter pattern of CloudWatch Logs (Amazon CloudWatch Logs guide, "Filter pattern syntax"), as far as
 * there is one here:
 *
 *     pattern = { term }  |  "{" condition "}"
 *     term    = [ "?" | "-" ] ( word | quoted )
 *
 * All words must be there and none of those with `-`; those with `?` count only when all have it, and
 * then one is enough. Letter case counts. Throws for regular expressions, for patterns of
 * space-delimited events, and for what is no pattern.
 */
export function parseFilterPattern(text: string): MessageFilter {
  const pattern = text.trim();
  if (pattern === '') return () => true;
  if (pattern.startsWith('{')) return jsonPattern(pattern);
  if (pattern.startsWith('[')) throw notOffered('patterns of space-delimited events, [a, b]');
  const terms = termsOf(pattern);
  const wanted = terms.filter(({ sign }) => sign === '');
  const unwanted = terms.filter(({ sign }) => sign === '-');
  const optional = wanted.length + unwanted.length > 0 ? [] : terms;
  return (message) =>
    wanted.every(({ word }) => message.includes(word)) &&
    !unwanted.some(({ word }) => message.includes(word)) &&
    (optional.length === 0 || optional.some(({ word }) => message.includes(word)));
}

/** A pattern that is none, or that this does not know. */
export function invalidPattern(message: string): ServiceFault {
  return new ServiceFault('InvalidParameterException', message);
}

function notOffered(what: string): ServiceFault {
  return invalidPattern(`The local CloudWatch Logs has no ${what}.`);
}

interface Term {
  sign: '' | '?' | '-';
  word: string;
}

function termsOf(pattern: string): Term[] {
  const terms: Term[] = [];
  const syntax = /\s*([?-]?)(?:"((?:[^"\\]|\\.)*)"|(\S+))/y;
  while (syntax.lastIndex < pattern.length) {
    const [, sign = '', quoted, word = ''] = syntax.exec(pattern) ?? [];
    if (quoted === undefined) checkWord(word);
    terms.push({ sign: sign as Term['sign'], word: quoted?.replace(/\\(.)/g, '$1') ?? word });
  }
  return terms;
}

function checkWord(word: string): void {
  if (word.startsWith('%')) throw notOffered('regular expressions, %…%');
  if (!/^\w+$/.test(word)) {
    throw invalidPattern(`Invalid character(s) in term '${word}'`);
  }
}
