import { z } from 'zod';
import { defined } from '../../core/base/defined.js';
import { invocationTypes } from '../../core/invoke/client.js';
import {
  parseSampleShare,
  parseTimeWindow,
} from '../../core/recording/selection/parse-selection.js';
import { PayloadCondition } from '../../core/recording/selection/payload-condition.js';
import { type RecordSelection, recordedEndings } from '../../core/recording/selection/selection.js';
import { count, scalar, text } from './fields.js';

/** One value or a list of them, always given as a list. */
function oneOrMore<T extends z.ZodType>(item: T) {
  return z
    .union([item, z.array(item).min(1)])
    .transform((value) => [value].flat() as z.output<T>[]);
}

/** A JMESPath expression, checked but kept as text: it is compiled where it is asked. */
function expression() {
  return scalar((written) => {
    new PayloadCondition(written);
    return written;
  });
}

/** Which records of a recording are sent; everything that is written must be true of a record. */
export const whereSchema = z
  .strictObject({
    function: oneOrMore(text()).optional().describe('Function that received the event, or a list.'),
    qualifier: oneOrMore(text())
      .optional()
      .describe('Version or alias that was invoked, or a list.'),
    type: oneOrMore(z.enum(invocationTypes)).optional().describe('Invocation type, or a list.'),
    outcome: z
      .enum(recordedEndings)
      .optional()
      .describe('How it ended when it was recorded. Where that is not known, it is neither.'),
    errorType: oneOrMore(text())
      .optional()
      .describe('Error type that was recorded, or a list: `Sandbox.Timedout`.'),
    time: scalar(parseTimeWindow)
      .optional()
      .describe(
        'When it was captured: `2026-11-20T10:00Z..2026-11-20T10:20Z`, or from the start of the recording: `+10m..+20m`. Either end may be left out.',
      ),
    tags: z.record(z.string(), text()).optional().describe('Tags it must have, with these values.'),
    payload: expression()
      .optional()
      .describe('A JMESPath expression over the payload that must give something true.'),
    sample: scalar(parseSampleShare).optional().describe('A share of the records: `10%`.'),
    seed: count(0).optional().describe('Draws the sample: same seed, same records. Default: 1.'),
    unique: z.boolean().optional().describe('Keep only the first of equal payloads.'),
  })
  .transform(selectionOf)
  .describe('Which records of the recording are sent. Default: all.');

interface Written {
  function?: string[] | undefined;
  qualifier?: string[] | undefined;
  type?: (typeof invocationTypes)[number][] | undefined;
  outcome?: RecordSelection['ending'] | undefined;
  errorType?: string[] | undefined;
  time?: RecordSelection['window'] | undefined;
  tags?: Record<string, string> | undefined;
  payload?: string | undefined;
  sample?: number | undefined;
  seed?: number | undefined;
  unique?: boolean | undefined;
}

function selectionOf(written: Written): RecordSelection {
  const { sample, seed = 1, unique } = written;
  return {
    ...(written.function && { functionNames: written.function }),
    ...(written.qualifier && { qualifiers: written.qualifier }),
    ...(written.type && { invocationTypes: written.type }),
    ...(written.outcome && { ending: written.outcome }),
    ...(written.errorType && { errorTypes: written.errorType }),
    ...(written.time && { window: written.time }),
    ...(written.tags && { tags: written.tags }),
    ...defined({ payload: written.payload }),
    ...(unique && { isUnique: true }),
    ...(sample !== undefined && { sample: { share: sample, seed } }),
  };
}
