import { RepriseError } from '../../core/base/errors.js';

/** No run, or more than one, is what was meant; `latest` are there instead. */
export function notFound(
  reference: string,
  begun: readonly string[],
  latest: readonly string[],
): RepriseError {
  if (begun.length > 1) {
    return new RepriseError(`Several runs begin with "${reference}".`, {
      hint: `Choose one of ${begun.join(', ')}.`,
    });
  }
  if (latest.length === 0) {
    return new RepriseError('There are no runs in this database.', {
      hint: 'Start one with reprise run, or name another database with --db.',
    });
  }
  return new RepriseError(`There is no run "${reference}".`, {
    hint: `The latest are ${latest.join(', ')}; reprise runs lists all.`,
  });
}

/** A run cannot be taken up. */
export function goesOn(id: string): RepriseError {
  return new RepriseError(`The run ${id} is another process's, and goes on or has ended.`, {
    hint: `Look at it with reprise report ${id}.`,
  });
}
