/** Longer messages are cut: a message is a group's name in a report, not a document. */
const maxLength = 500;

/** The first line that is not blank, without the white space around it, cut to 500 characters. */
export function firstLine(text: string): string {
  const trimmed = text.trimStart();
  const end = trimmed.search(/[\r\n]/);
  const line = (end === -1 ? trimmed : trimmed.slice(0, end)).trimEnd();
  return line.length > maxLength ? `${line.slice(0, maxLength - 1)}…` : line;
}
