import { defined } from '../../core/base/defined.js';
import type { RedactionRules } from '../../core/recording/redaction/rule.js';
import type { RecordSelection } from '../../core/recording/selection/selection.js';
import type { WhereFlags } from '../../scenarios/language/where-flags.js';
import type { RedactionArgs } from '../options/redaction-options.js';

/** What is kept of what is read, and what is hidden in it; absent where nothing was asked for. */
export interface Kept {
  where?: RecordSelection;
  redaction?: RedactionRules;
}

/** What the flags of selection and redaction say. Rejects with `RepriseError` for what they cannot mean. */
export async function whatIsKept(args: RedactionArgs & WhereFlags): Promise<Kept> {
  const { parseWhere } = await import('../../scenarios/language/parse-where.js');
  const { redactionRules } = await import('./redaction-rules.js');
  const where = parseWhere(args);
  const redaction = await redactionRules(args);
  return { ...defined({ where, redaction }) };
}
