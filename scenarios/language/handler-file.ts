import { statSync } from 'node:fs';
import { dirname, extname, resolve } from 'node:path';
import { RepriseError } from '../../core/base/errors.js';
import type { HandlerCode } from '../../local/config.js';

/** What Lambda looks for behind a handler's name, in its order. */
const extensions = ['', '.js', '.mjs', '.cjs'];

/** Whether a handler is written as a template has it: `src/app.handler`, not a file's path. */
export function isHandlerName(handler: string): boolean {
  return !['.js', '.mjs', '.cjs'].includes(extname(handler));
}

/**
 * Where a handler's module is, and what of it is called. A path runs in the module's folder. A name
 * counts from the folder of the file that has it, which is then the task root, as on AWS.
 */
export function findHandler(
  handler: string,
  exportName: string | undefined,
  baseDir: string,
): Pick<HandlerCode, 'modulePath' | 'exportName' | 'taskRoot'> {
  const path = resolve(baseDir, handler);
  const named = isHandlerName(handler) ? /^(.*?[^/.]+)\.([^/]+)$/.exec(handler) : null;
  if (named === null || isFile(path))
    return { modulePath: path, exportName: exportName ?? 'handler' };
  const [, module = '', member = ''] = named;
  const candidates = extensions.map((extension) => resolve(baseDir, module + extension));
  const modulePath = candidates.find(isFile);
  if (modulePath === undefined) throw noModule(handler, module, dirname(resolve(baseDir, module)));
  return { modulePath, exportName: member, taskRoot: baseDir };
}

function noModule(handler: string, module: string, folder: string): RepriseError {
  const name = module.slice(module.lastIndexOf('/') + 1);
  return new RepriseError(
    `handler "${handler}": there is no ${name}.js, ${name}.mjs or ${name}.cjs in ${folder}`,
    {
      hint: 'Write the path of a JavaScript file (./src/app.mjs), or folder/module.export as in a SAM template.',
    },
  );
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}
