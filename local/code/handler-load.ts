import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, extname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { HandlerNotFound, ImportModuleError, UserCodeSyntaxError } from './handler-errors.js';

/** What a handler's module exports under the handler's name. */
export type Handler = (event: unknown, ...rest: unknown[]) => unknown;

/** As the service's own runtime requires: its file is in the messages about what is missing. */
const serviceRequire = createRequire('/var/runtime/index.mjs');

/** Loads a module as Lambda does, and finds the handler in it. Throws what the service reports. */
export async function loadHandler(modulePath: string, exportName: string): Promise<Handler> {
  const module = await loadModule(modulePath);
  const handler = exportName.split('.').reduce<unknown>(memberOf, module);
  if (typeof handler === 'function') return handler as Handler;
  const what = handler ? 'is not a function' : 'is undefined or not exported';
  throw new HandlerNotFound(`${process.env._HANDLER} ${what}`);
}

async function loadModule(path: string): Promise<unknown> {
  try {
    if (isEcmaScript(path)) return await import(pathToFileURL(path).href);
    return serviceRequire(path);
  } catch (error) {
    if (error instanceof SyntaxError) throw new UserCodeSyntaxError(String(error));
    if (Object(error).code === 'MODULE_NOT_FOUND') throw new ImportModuleError(String(error));
    throw error;
  }
}

function memberOf(nested: unknown, key: string): unknown {
  return nested && Reflect.get(Object(nested), key);
}

/** `.js` is what the nearest package says; the service looks no further than that either. */
function isEcmaScript(path: string): boolean {
  const extension = extname(path);
  return extension === '.mjs' || (extension === '.js' && isModuleFolder(dirname(path)));
}

function isModuleFolder(folder: string): boolean {
  if (folder.endsWith('/node_modules')) return false;
  const file = join(folder, 'package.json');
  if (existsSync(file)) return packageType(file) === 'module';
  const parent = dirname(folder);
  return parent !== folder && isModuleFolder(parent);
}

function packageType(file: string): unknown {
  try {
    return Object(JSON.parse(readFileSync(file, 'utf8'))).type;
  } catch (error) {
    console.warn(
      `${file} cannot be read, it will be ignored for ES module detection purposes.`,
      error,
    );
    return undefined;
  }
}
