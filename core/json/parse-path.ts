import { RepriseError } from '../base/errors.js';
import { isPathFault, type Path, readPath } from './path.js';

/** A path as people write it (see `readPath`). Throws `RepriseError`, with the flag if one is named, for what is not one. */
export function parsePath(text: string, flag?: string): Path {
  const read = readPath(text);
  if (!isPathFault(read)) return read;
  const place = flag === undefined ? '' : `${flag}: `;
  throw new RepriseError(
    `${place}${JSON.stringify(text)} is not a path: expected ${read.expected} at character ${read.offset + 1}`,
    {
      hint: 'Write it as $.user.name, Records[0].body, headers["x-id"] or **.password: see docs/paths.md.',
    },
  );
}
