import { existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { closestName } from '../../core/base/closest-name.js';
import { codeOf, messageOf, RepriseError } from '../../core/base/errors.js';
import { parseFunctionName } from '../../core/invoke/function-name.js';
import { type FunctionFacts, functionsOfTemplate } from '../../session/stack/template.js';
import { initFiles } from './files.js';

/** What `reprise init` was asked for. */
export interface InitRequest {
  folder: string;
  /** A function, or the path of a template. */
  from: string | undefined;
  /** Which function of a template that has several. */
  function: string | undefined;
}

/**
 * Writes the files, and gives what to say of it. Throws `RepriseError` for a template without the
 * function, and before it writes anything where a file is there already.
 */
export function init({ folder, ...wanted }: InitRequest): string {
  const { facts, others } = readFacts(wanted);
  const files = initFiles(facts).map((file) => ({ ...file, path: path.join(folder, file.path) }));
  const there = files.find((file) => existsSync(file.path));
  if (there) {
    throw new RepriseError(`${there.path} is there already, and nothing was written.`, {
      hint: 'Name another folder: reprise init FOLDER.',
    });
  }
  for (const { path: file, text, isExecutable } of files) write(file, text, isExecutable);
  const scenario = files[0]?.path ?? folder;
  const more =
    others.length === 0
      ? ''
      : `The template has more functions: ${others.join(', ')}; --function.\n`;
  return `${files.map((file) => `Wrote ${file.path}`).join('\n')}\n${more}\nNext: reprise run ${scenario}\n`;
}

function write(file: string, text: string, isExecutable = false): void {
  try {
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text, { flag: 'wx', mode: isExecutable ? 0o755 : 0o644 });
  } catch (error) {
    throw new RepriseError(`${file} cannot be written: ${messageOf(error)}`, {
      hint: 'Name a folder that you may write to: reprise init FOLDER.',
      cause: error,
    });
  }
}

/** The function that a scenario is written for, and the names of those beside it. */
function readFacts(wanted: Omit<InitRequest, 'folder'>): {
  facts: FunctionFacts;
  others: string[];
} {
  const { from = wanted.function ?? 'checkout', function: name } = wanted;
  if (!isTemplate(from)) return { facts: parseFunctionName(from), others: [] };
  const functions = functionsOfTemplate(from);
  const names = functions.map(({ functionName }) => functionName);
  const facts = functions.find(({ functionName }) => functionName === (name ?? names[0]));
  if (facts) return { facts, others: names.filter((other) => other !== facts.functionName) };
  const closest = closestName(name ?? '', names);
  throw new RepriseError(`${from} has no function "${name}".`, {
    hint: `${closest === undefined ? '' : `Did you mean ${closest}? `}There are ${names.join(', ')}.`,
  });
}

/** A path that is there, or that could be nothing else. */
function isTemplate(from: string): boolean {
  if (/[\\/]|\.(ya?ml|json|template)$/.test(from)) return true;
  try {
    return statSync(from).isFile();
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return false;
    throw error;
  }
}
