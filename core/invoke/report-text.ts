const tab = 9;
/** What ends a line of a log. */
export const newline = 10;
const space = 32;
const dot = 46;
const zero = 48;
const nine = 57;

/** Whether these bytes stand there. */
export function startsWith(text: Buffer, at: number, start: Buffer): boolean {
  for (let index = start.length - 1; index >= 0; index -= 1) {
    if (text[at + index] !== start[index]) return false;
  }
  return true;
}

/** Where the character is first from `from` on, or `to`. */
export function find(text: Buffer, from: number, to: number, character: string): number {
  const code = character.charCodeAt(0);
  let at = from;
  while (at < to && text[at] !== code) at += 1;
  return at;
}

/** Behind the spaces and tabs that stand there. */
export function skipBlanks(text: Buffer, from: number, to: number): number {
  let at = from;
  while (at < to && (text[at] === space || text[at] === tab)) at += 1;
  return at;
}

/** Numbers and ids end at any blank; words (`Status: timeout`) may hold spaces if tabs separate. */
export function endOfValue(text: Buffer, start: number, to: number, isId: boolean): number {
  const first = text[start] ?? 0;
  const isWords = !isId && (first < zero || first > nine);
  const nextTab = isWords ? find(text, start, to, '\t') : to;
  if (nextTab < to) return nextTab;
  let at = start;
  while (at < to && text[at] !== space && text[at] !== tab) at += 1;
  return at;
}

/**
 * `12.34` as 1234 / 100: both are exact and a division rounds once, so that it is the double that
 * `Number` gives, which reads whatever is not that plain.
 */
export function numberAt(text: Buffer, start: number, end: number): number {
  let digits = 0;
  let scale = 0;
  for (let at = start; at < end; at += 1) {
    const code = text[at] ?? 0;
    if (code >= zero && code <= nine) {
      digits = digits * 10 + (code - zero);
      scale *= 10;
    } else if (code === dot && scale === 0 && at > start) {
      scale = 1;
    } else {
      return Number(text.toString('latin1', start, end));
    }
  }
  const isExact = end > start && end - start <= 15;
  return isExact ? digits / (scale || 1) : Number(text.toString('latin1', start, end) || 'NaN');
}

/** Behind ` ms` or ` MB`, where that stands there. */
export function skipUnit(text: Buffer, from: number, to: number): number {
  const isUnit =
    from + 3 <= to &&
    text[from] === space &&
    ((text[from + 1] === 0x6d && text[from + 2] === 0x73) ||
      (text[from + 1] === 0x4d && text[from + 2] === 0x42));
  return isUnit ? from + 3 : from;
}
