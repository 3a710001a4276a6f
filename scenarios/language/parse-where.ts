import { RepriseError } from '../../core/base/errors.js';
import type { RecordSelection } from '../../core/recording/selection/selection.js';
import { flagText } from './override-raw.js';
import { findingsOf } from './schema-findings.js';
import { whereSchema } from './where.js';
import { repeatableWhere, type WhereFlags, whereKeys, whereSection } from './where-flags.js';

/**
 * The selection that a command's flags describe, by the rules of a scenario's `where`; undefined when
 * they select nothing out. Throws `RepriseError`, which names the flag, for what cannot be read.
 */
export function parseWhere(flags: WhereFlags): RecordSelection | undefined {
  const section = whereSection(flags);
  for (const [flag, value] of Object.entries(flags)) {
    if (flag in whereKeys && Array.isArray(value) && !repeatableWhere.includes(flag)) {
      throw new RepriseError(`${flagText(flag)}: this is given twice`, { hint: 'Keep one.' });
    }
  }
  const parsed = whereSchema.safeParse(section);
  if (parsed.success) return Object.keys(parsed.data).length === 0 ? undefined : parsed.data;
  const [finding] = findingsOf(parsed.error.issues, section);
  const key = finding?.path[0];
  const flag = Object.entries(whereKeys).find(([, known]) => known === key)?.[0] ?? 'where';
  throw new RepriseError(`${flagText(flag)}: ${finding?.message ?? parsed.error.message}`, {
    ...(finding?.hint !== undefined && { hint: finding.hint }),
  });
}
