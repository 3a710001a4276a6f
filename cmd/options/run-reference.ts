/**
 * Whether a word names a stored run: an id or its beginning, or `last`. Never the name of anybody's
 * function, nor of a scenario's file.
 */
export function isRunReference(text: string): boolean {
  return /^(last|\d{8}-\d[\w-]*)$/.test(text);
}
