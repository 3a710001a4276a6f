/** A name in which `*` stands for any characters, as a regular expression for the whole of a name. */
export function namePattern(text: string, flags: '' | 'i'): RegExp {
  const parts = text.split(/\*+/).map((part) => part.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'));
  return new RegExp(`^${parts.join('[\\s\\S]*')}$`, flags);
}
