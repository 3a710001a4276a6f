import { z } from 'zod';
import { RepriseError } from '../../core/base/errors.js';
import { parsePath } from '../../core/json/parse-path.js';
import type { Path } from '../../core/json/path.js';
import { mayMeet } from '../../core/json/path-match.js';
import { parseShift } from '../../core/transform/parse-shift.js';
import { parseTemplate } from '../../core/transform/template.js';
import type { SetEdit, TimeShift } from '../../core/transform/transform-spec.js';
import { parsing, scalar, text } from './fields.js';

const value = z.union([z.string(), z.number(), z.boolean(), z.null()]);

const paths = z
  .union([text(), z.array(text()).min(1)])
  .transform(parsing((written): Path[] => [written].flat().map((path) => parsePath(path))));

const shiftObject = z.strictObject({
  by: scalar(parseShift).optional().describe('`now` (default), or `+7d`, `-90m`.'),
  at: paths
    .optional()
    .describe('Paths of the time stamps. Default: those that are found by their format and name.'),
});

/** How payloads are changed before they are sent. */
export const transformSchema = z
  .strictObject({
    set: z
      .record(z.string(), value)
      .transform(parsing(setEdits))
      .optional()
      .describe(
        'Values by their paths: `requestContext.requestId: "{{uuid}}"`. `{{uuid}}`, `{{now}}`, `{{nowMs}}`, `{{nowS}}`, `{{seq}}`, `{{record}}` and `{{seed}}` are filled in.',
      ),
    shiftTime: z
      .union([z.boolean(), scalar(parseShift).transform(shiftBy), shiftObject.transform(shiftOf)])
      .optional()
      .describe(
        'Moves time stamps in the payloads by a constant: `true` or `now` from the start of the recording to that of the run, or by `+7d`, `-90m`.',
      ),
    module: z
      .string()
      .min(1)
      .optional()
      .describe(
        'A JavaScript module, relative to this file, that exports a function of the payload; it is trusted code.',
      ),
  })
  .describe('How payloads are changed before they are sent. Default: not at all.');

function setEdits(section: Record<string, z.output<typeof value>>): SetEdit[] {
  const edits = Object.entries(section).map(([written, to]) => ({
    text: written,
    path: parsePath(written),
    value: parseTemplate(to),
  }));
  for (const [i, a] of edits.entries()) {
    const b = edits.slice(i + 1).find(({ path }) => mayMeet(a.path, path));
    if (!b) continue;
    throw new RepriseError(`"${a.text}" and "${b.text}" set the same value`, { hint: 'Keep one.' });
  }
  return edits;
}

function shiftBy(byS: number | undefined): TimeShift {
  return byS === undefined ? {} : { byS };
}

function shiftOf({ by, at }: z.output<typeof shiftObject>): TimeShift {
  return { ...shiftBy(by), ...(at && { at }) };
}
