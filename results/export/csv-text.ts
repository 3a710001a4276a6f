/** What begins a formula in a spreadsheet (OWASP, "CSV Injection"), in its full-width forms too. */
const formulaStart = /^[\s\p{Cc}\p{Cf}]*[=+\-@＝＋－＠]|^[\t\r\n]/u;

/**
 * One row of CSV (RFC 4180, with a bare line feed at its end). A text that a spreadsheet would run
 * as a formula gets an apostrophe in front, as OWASP advises; numbers are left as they are, and what
 * is not known is empty.
 */
export function csvRow(cells: readonly (string | number | undefined)[]): string {
  return `${cells.map(csvCell).join(',')}\n`;
}

function csvCell(cell: string | number | undefined): string {
  if (cell === undefined) return '';
  if (typeof cell === 'number') return String(cell);
  const text = (formulaStart.test(cell) ? `'${cell}` : cell)
    .replaceAll('\0', '�')
    .replace(/\p{Cs}/gu, '�');
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
