/**
 * Characters that XML 1.0 does not allow, not even as references (section 2.2): controls but tab,
 * line feed and carriage return, halves of surrogate pairs, U+FFFE and U+FFFF.
 */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones to be found
const forbidden = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff\p{Cs}]/gu;

const references: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
  '\t': '&#9;',
  '\n': '&#10;',
  '\r': '&#13;',
};

/** Text as it may stand in an element or in an attribute: what XML does not allow becomes `�`. */
export function xmlText(text: string): string {
  return text.replace(forbidden, '�').replace(/[&<>"'\t\n\r]/g, (found) => references[found] ?? '');
}

/** ` name="value"` for each attribute that has a value. */
export function xmlAttributes(attributes: Record<string, string | number | undefined>): string {
  return Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => ` ${name}="${xmlText(String(value))}"`)
    .join('');
}
