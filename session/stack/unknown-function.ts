import { closestName } from '../../core/base/closest-name.js';
import { RepriseError } from '../../core/base/errors.js';

/** What is said of an id that a stack has not: the closest, and all that there are. */
export function unknownFunction(
  id: string,
  stack: string,
  known: readonly { id: string }[],
): RepriseError {
  const ids = [...new Set(known.map((each) => each.id))];
  const closest = closestName(id, ids);
  const meant = closest === undefined ? '' : `Did you mean ${closest}? `;
  const hint = ids.length === 0 ? 'It has no function.' : `${meant}There are ${ids.join(', ')}.`;
  return new RepriseError(`${stack} has no function or alias "${id}".`, { hint });
}
