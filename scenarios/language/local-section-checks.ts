import { isHandlerName } from './handler-file.js';

/** What the checks need of zod's refinement context. */
export interface Issues {
  addIssue(issue: {
    code: 'custom';
    message: string;
    path: PropertyKey[];
    params?: { hint: string };
  }): void;
}

interface CheckedAlias {
  version: string;
  weights?: Record<string, number> | undefined;
}

interface CheckedFunction {
  reserved?: number | undefined;
  provisioned?: Record<string, number> | undefined;
  tenantIsolation?: boolean | undefined;
  versions?: Record<string, object> | undefined;
  aliases?: Record<string, CheckedAlias> | undefined;
}

interface CheckedSection {
  account?: { concurrency?: number | undefined } | undefined;
  functions: Record<string, CheckedFunction>;
}

type Report = (path: PropertyKey[], message: string, hint?: string) => void;

const syntheticKeys = [
  'latency',
  'coldStart',
  'errorRate',
  'errorType',
  'errorMessage',
  'maxMemoryUsed',
  'streamed',
  'response',
];
const handlerKeys = ['export', 'environment'];
const codeKeys = ['handler', 'command', ...handlerKeys, ...syntheticKeys];

/** What one function says against itself: code in two places, aliases of versions that are not there. */
export function checkFunction(settings: CheckedFunction, issues: Issues): void {
  const report = reporter(issues);
  checkCode(settings, [], report);
  for (const [version, code] of Object.entries(settings.versions ?? {})) {
    const path = ['versions', version];
    if (!/^(\$LATEST|[1-9]\d*)$/.test(version)) {
      report(path, `"${version}" is not a version`, 'Versions are `$LATEST` and whole numbers.');
    }
    checkCode(code, path, report);
  }
  if (settings.versions !== undefined) {
    for (const key of codeKeys.filter((each) => Reflect.has(settings, each))) {
      const hint = `Move ${key} into one of the versions.`;
      report([key], 'the function has versions, so what it runs stands there', hint);
    }
  }
  const versions = new Set(['$LATEST', ...Object.keys(settings.versions ?? {})]);
  for (const [name, alias] of Object.entries(settings.aliases ?? {})) {
    checkAlias(name, alias, versions, report);
  }
  checkProvisioned(settings, versions, report);
}

function reporter(issues: Issues): Report {
  return (path, message, hint) => {
    issues.addIssue({
      code: 'custom',
      message,
      path,
      ...(hint === undefined ? {} : { params: { hint } }),
    });
  };
}

function checkCode(code: object, path: PropertyKey[], report: Report): void {
  const misplace = (keys: string[], message: string, hint: (key: string) => string): void => {
    for (const key of keys.filter((each) => Reflect.has(code, each))) {
      report([...path, key], message, hint(key));
    }
  };
  if (Reflect.has(code, 'command')) {
    const message = 'a program takes the time it takes and answers what it answers';
    misplace(syntheticKeys, message, (key) => `Remove ${key} or command.`);
    const hint = 'Remove export, or command to run a JavaScript handler.';
    misplace(['export'], 'this belongs to a handler module, and a program is run', () => hint);
  } else if (Reflect.has(code, 'handler')) {
    const message = 'a handler takes the time it takes and answers what it answers';
    misplace(syntheticKeys, message, (key) => `Remove ${key} or handler.`);
    if (isHandlerName(String(Reflect.get(code, 'handler')))) {
      const hint = 'Remove export, or write the path of the module in handler: ./src/app.mjs.';
      misplace(['export'], 'the handler names its export already', () => hint);
    }
  } else {
    const message = 'this belongs to a handler, and there is none';
    misplace(handlerKeys, message, () => 'Add a handler.');
  }
}

function checkAlias(
  name: string,
  { version, weights = {} }: CheckedAlias,
  versions: Set<string>,
  report: Report,
): void {
  const path = ['aliases', name];
  // Recorded from the service 2025-11: `(?!^[0-9]+$)([a-zA-Z0-9-_]+)`.
  if (!/^(?!\d+$)[\w-]{1,128}$/.test(name)) {
    report(
      path,
      `"${name}" is not a name for an alias`,
      'Use letters, digits, - and _, not digits alone.',
    );
  }
  const missing = (wanted: string, at: PropertyKey[]): void => {
    if (versions.has(wanted)) return;
    report(at, `there is no version ${wanted}`, `There are ${[...versions].join(', ')}.`);
  };
  missing(version, [...path, 'version']);
  const others = Object.keys(weights);
  for (const other of others) missing(other, [...path, 'weights', other]);
  checkWeights(version, others, [...path, 'weights'], report);
}

/** What Lambda itself refuses of a routing configuration (recorded 2025-11). */
function checkWeights(
  version: string,
  others: string[],
  path: PropertyKey[],
  report: Report,
): void {
  if (others.length > 1) {
    report(path, 'an alias sends to at most one other version', 'Keep one of the weights.');
  }
  if (others.includes(version)) {
    report([...path, version], `version ${version} is where the alias points already`);
  }
  if (others.length > 0 && [version, ...others].includes('$LATEST')) {
    report(path, '$LATEST cannot be one of two versions of an alias', 'Give both a number.');
  }
}

function checkProvisioned(settings: CheckedFunction, versions: Set<string>, report: Report): void {
  const { provisioned = {}, aliases = {}, reserved, tenantIsolation } = settings;
  if (tenantIsolation && Object.keys(provisioned).length > 0) {
    const hint = 'Remove provisioned, or tenantIsolation.';
    report(['provisioned'], 'Lambda provisions no concurrency with tenant isolation', hint);
  }
  let total = 0;
  for (const [qualifier, count] of Object.entries(provisioned)) {
    total += count;
    const path = ['provisioned', qualifier];
    if (qualifier === '$LATEST') {
      report(path, 'provisioned concurrency is for published versions and aliases');
    } else if (!versions.has(qualifier) && !Object.hasOwn(aliases, qualifier)) {
      report(path, `there is no version or alias ${qualifier}`);
    }
  }
  if (reserved !== undefined && total > reserved) {
    report(['provisioned'], `${total} provisioned are more than the ${reserved} reserved`);
  }
}

/** What the functions together ask for against the account's limit. */
export function checkSection(section: CheckedSection, issues: Issues): void {
  const report = reporter(issues);
  const limit = section.account?.concurrency ?? 1000;
  let total = 0;
  for (const [name, { reserved, provisioned = {} }] of Object.entries(section.functions)) {
    const path = ['functions', name];
    if (!/^[\w-]{1,64}$/.test(name)) {
      report(path, `"${name}" is not a function name`, 'Use up to 64 letters, digits, - and _.');
    }
    total += reserved ?? Object.values(provisioned).reduce((sum, each) => sum + each, 0);
    if (total <= limit) continue;
    const at = [...path, reserved === undefined ? 'provisioned' : 'reserved'];
    report(at, `this makes ${total}, more than the account's concurrency of ${limit}`);
    return;
  }
}
