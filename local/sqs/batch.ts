import { ServiceFault } from '../aws-json/fault.js';
import { type Members, objectsOf, textOf } from '../aws-json/members.js';
import { batchFault } from './faults.js';

const maxEntries = 10;

/** An entry of a batch, and the name that its answer has. */
export interface BatchEntry {
  id: string;
  members: Members;
}

/** The entries of a batch request. Throws for a batch that is refused as a whole. */
export function entriesOf(input: Members, shape: string): BatchEntry[] {
  const entries = objectsOf(input, 'Entries').map((members) => ({
    id: textOf(members, 'Id') ?? '',
    members,
  }));
  if (entries.length === 0) {
    const message = `There should be at least one ${shape} in the request.`;
    throw batchFault('EmptyBatchRequest', message);
  }
  if (entries.length > maxEntries) {
    const message = `Maximum number of entries per request are ${maxEntries}. You have sent ${entries.length}.`;
    throw batchFault('TooManyEntriesInBatchRequest', message);
  }
  const seen = new Set<string>();
  for (const { id } of entries) {
    if (!/^[\w-]{1,80}$/.test(id)) {
      const message =
        'A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.';
      throw batchFault('InvalidBatchEntryId', message);
    }
    if (seen.has(id)) throw batchFault('BatchEntryIdsNotDistinct', `Id ${id} repeated.`);
    seen.add(id);
  }
  return entries;
}

/** The answer to a batch: what each entry came to, those that are refused apart. */
export function answerEach(
  entries: readonly BatchEntry[],
  run: (members: Members) => object,
): object {
  const Successful: object[] = [];
  const Failed: object[] = [];
  for (const { id, members } of entries) {
    try {
      Successful.push({ Id: id, ...run(members) });
    } catch (error) {
      if (!(error instanceof ServiceFault)) throw error;
      const { type, message, details } = error;
      Failed.push({ Id: id, Code: details.queryCode ?? type, Message: message, SenderFault: true });
    }
  }
  return { Successful, ...(Failed.length > 0 && { Failed }) };
}
