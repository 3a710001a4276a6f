import type { RecordSelection, TimeBound } from './selection.js';

/** What SQL can answer of a selection: a condition on a row of `records`, with its parameters. */
export interface SelectionSql {
  condition: string;
  parameters: (string | number)[];
}

/**
 * Failed is what has an error of its own, what Lambda answered with 400 and above, and what ended up
 * in a destination for failures (its `condition` is anything but `Success`: AWS Lambda developer
 * guide, "Capturing records of Lambda asynchronous invocations").
 */
const failed = `(outcome ->> '$.functionError' IS NOT NULL OR outcome ->> '$.errorType' IS NOT NULL
  OR outcome ->> '$.errorMessage' IS NOT NULL OR coalesce(outcome ->> '$.statusCode', 0) >= 400
  OR coalesce(outcome ->> '$.condition', 'Success') <> 'Success')`;

/** `firstUs` is where relative times count from; without it no relative window has anything in it. */
export function selectionSql(
  selection: RecordSelection,
  firstUs: number | undefined,
): SelectionSql {
  const { functionNames, qualifiers, invocationTypes, errorTypes, ending, window, tags } =
    selection;
  const sql: SelectionSql = { condition: '1', parameters: [] };
  const add = (condition: string, ...parameters: (string | number)[]): void => {
    sql.condition += ` AND ${condition}`;
    sql.parameters.push(...parameters);
  };
  const addOneOf = (column: string, values: readonly string[] | undefined): void => {
    if (values) add(`${column} IN (${values.map(() => '?').join(', ')})`, ...values);
  };
  addOneOf('function_name', functionNames);
  addOneOf('qualifier', qualifiers);
  addOneOf('invocation_type', invocationTypes);
  addOneOf(`outcome ->> '$.errorType'`, errorTypes);
  if (ending) add(`outcome IS NOT NULL AND ${ending === 'failed' ? '' : 'NOT '}${failed}`);
  if (window?.from) add('captured_at_us >= ?', epochUs(window.from, firstUs));
  if (window?.to) add('captured_at_us < ?', epochUs(window.to, firstUs));
  for (const [key, value] of Object.entries(tags ?? {})) {
    add('EXISTS (SELECT 1 FROM json_each(tags) WHERE key = ? AND value = ?)', key, value);
  }
  return sql;
}

function epochUs({ kind, us }: TimeBound, firstUs: number | undefined): number {
  if (kind === 'absolute') return us;
  return firstUs === undefined ? Number.MAX_SAFE_INTEGER : firstUs + us;
}
