import { closestName } from '../../core/base/closest-name.js';

/** Says what to write instead: the name that was probably meant, else all of them. */
export function suggestion(written: string, names: readonly string[]): string {
  const near = closestName(written, names);
  if (near !== undefined) return `Did you mean "${near}"?`;
  return names.length === 1 ? `Use ${names[0]}.` : `Use one of ${names.join(', ')}.`;
}
