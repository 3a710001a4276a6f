/** What means something to Markdown or to GitHub's additions (tables, mentions, emoji, mathematics). */
const active = /[&<>|\\`*_[\]#~$:@!]/g;

/**
 * Text from outside as it may stand in a line or a table cell of Markdown. What could act is written
 * as a character reference, which CommonMark (section 6.2) never takes as markup; control and format
 * characters become `�`, and the whole stands in `<code>`, in which GitHub links nothing.
 */
export function markdownCode(text: string): string {
  return `<code>${markdownText(text)}</code>`;
}

/** The same without `<code>`: for names in headings and sentences. */
export function markdownText(text: string): string {
  return (
    text
      .replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, '�')
      .replace(active, (found) => `&#${found.charCodeAt(0)};`)
      // Mail addresses are linked after references were read, unless something parts them.
      .replace(/(?<=[\w.+-])&#64;(?=\w)/g, '&#64;<!-- -->')
      .replace(/www\./gi, (found) => `${found.slice(0, 3)}&#46;`)
  );
}
