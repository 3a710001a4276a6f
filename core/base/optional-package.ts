import { RepriseError } from './errors.js';

/**
 * Loads a package that is installed only where it is wanted. Throws `RepriseError` that names the package
 * and the command to install it (`install`: it and what it needs beside it) when it is missing.
 */
export async function loadPackage<T>(
  packageName: string,
  load: () => Promise<T>,
  install: string = packageName,
): Promise<T> {
  try {
    return await load();
  } catch (error) {
    throw new RepriseError(`This needs the package ${packageName}, which is not installed.`, {
      hint: `Install it beside reprise: npm install ${install} (with -g where reprise was).`,
      cause: error,
    });
  }
}
