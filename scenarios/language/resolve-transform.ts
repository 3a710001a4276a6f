import { statSync } from 'node:fs';
import path from 'node:path';
import type { z } from 'zod';
import { defined } from '../../core/base/defined.js';
import type { PayloadsSpec } from '../../core/lanes/payloads-spec.js';
import type { TransformSpec } from '../../core/transform/transform-spec.js';
import type { Finding } from './problems.js';
import type { Placed } from './resolve-target.js';
import type { transformSchema } from './transform.js';

type ParsedTransform = z.output<typeof transformSchema>;

/** A transform with its module found, or undefined where it changes nothing. */
export function resolveTransform(
  { value, path: at }: Placed<ParsedTransform>,
  kind: PayloadsSpec['kind'],
  baseDir: string,
  findings: Finding[],
): TransformSpec | undefined {
  const { set, shiftTime, module } = value;
  const shift = shiftTime === true ? {} : shiftTime === false ? undefined : shiftTime;
  if (shift && shift.byS === undefined && kind !== 'recording') {
    findings.push({
      path: [...at, 'shiftTime'],
      message: `${kind} payloads have no capture time to shift from`,
      hint: 'Say by how much: shiftTime: +7d.',
    });
  }
  const file = module === undefined ? undefined : path.resolve(baseDir, module);
  if (file !== undefined && !statSync(file, { throwIfNoEntry: false })?.isFile()) {
    findings.push({ path: [...at, 'module'], message: `there is no file ${file}` });
  }
  const spec = {
    ...(set && set.length > 0 && { set }),
    ...(shift && { shift }),
    ...defined({ module: file }),
  };
  return Object.keys(spec).length > 0 ? spec : undefined;
}
