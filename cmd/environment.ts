import { closestName } from '../core/base/closest-name.js';

interface Variable {
  flag: string;
  commands: readonly string[];
  /** Of some commands it is meant only where this flag is given. */
  onlyWith?: Readonly<Record<string, string>>;
}

const prefix = 'REPRISE_';

/** Commands by what they do, as their words on the command line. */
const sending = ['run', 'check', 'compare', 'capacity'];
const reading = ['record logs', 'record queue'];
const following = ['follow', 'reconcile'];
const storing = ['record import', 'record proxy', 'record runtime', ...reading];
const keeping = ['runs', 'report', 'recordings', 'ui', ...following];

/**
 * The variables that stand for a flag, and the commands for which they do. None of them changes what
 * is expected of a run or how it is judged: a gate says in its own command line, or in its scenario,
 * what it holds. `REPRISE_REDACT_KEY` is a secret, and read elsewhere (`takeHashKey`).
 */
const variables: Readonly<Record<string, Variable>> = {
  REPRISE_DB: { flag: 'db', commands: [...sending, ...storing, ...keeping] },
  REPRISE_REGION: {
    flag: 'region',
    commands: [...sending, ...reading, ...following, 'record proxy'],
  },
  REPRISE_PROFILE: {
    flag: 'profile',
    commands: [...sending, ...reading, ...following, 'record proxy'],
  },
  REPRISE_ENDPOINT_URL: { flag: 'endpoint-url', commands: [...sending, ...reading, ...following] },
  REPRISE_BUS: {
    flag: 'bus',
    commands: ['run', 'capacity', 'compare', 'worker', 'fleet list'],
    onlyWith: { run: 'workers', capacity: 'workers', compare: 'workers' },
  },
  REPRISE_MAX_COST: { flag: 'max-cost', commands: sending },
  REPRISE_MAX_INVOCATIONS: { flag: 'max-invocations', commands: sending },
};

/** The names of all variables that are read, for help and for messages. */
export const variableNames: readonly string[] = [...Object.keys(variables), 'REPRISE_REDACT_KEY'];

/** The command line with what the environment adds to it. */
export interface Environment {
  args: string[];
  /** What was added: `--region eu-west-1 (REPRISE_REGION)`. */
  taken: string[];
  /** To be said to the user: variables that nothing reads. */
  notes: string[];
}

/** Adds the flags that variables stand for to the command line; a flag that is given there wins. */
export function takeEnvironment(args: readonly string[], env: NodeJS.ProcessEnv): Environment {
  const command = commandOf(args);
  const added: string[] = [];
  const taken: string[] = [];
  const notes: string[] = [];
  for (const [name, value] of Object.entries(env)) {
    if (!name.startsWith(prefix) || name === 'REPRISE_REDACT_KEY') continue;
    const known = variables[name];
    if (known === undefined) notes.push(unknownNote(name));
    else if (value !== undefined && value !== '' && isMeant(known, command, args)) {
      added.push(`--${known.flag}=${value}`);
      taken.push(`--${known.flag} ${withoutPassword(value)} (${name})`);
    }
  }
  if (command === 'check' && taken.length > 0) {
    notes.push(`From the environment: ${taken.join(', ')}`);
  }
  const at = command === undefined ? 0 : endOf(command, args);
  return { args: [...args.slice(0, at), ...added, ...args.slice(at)], taken, notes };
}

/** The command that is given, in one word or two; undefined for one that no variable is read for. */
function commandOf(args: readonly string[]): string | undefined {
  const words = `${args.filter((arg) => !arg.startsWith('-')).join(' ')} `;
  const commands = new Set(Object.values(variables).flatMap(({ commands }) => commands));
  return [...commands].find((name) => words.startsWith(`${name} `));
}

/** Where the command's words end, so that what is added stands before a `--` and what follows it. */
function endOf(command: string, args: readonly string[]): number {
  const lastWord = command.split(' ').at(-1) as string;
  return args.indexOf(lastWord) + 1;
}

/** An address may have a password in it. */
function withoutPassword(value: string): string {
  return value.replace(/:\/\/[^@/]*@/g, '://');
}

function isMeant(
  { flag, commands, onlyWith }: Variable,
  command: string | undefined,
  args: readonly string[],
): boolean {
  if (command === undefined || !commands.includes(command)) return false;
  const end = args.indexOf('--');
  const own = end === -1 ? args : args.slice(0, end);
  const isGiven = (name: string): boolean =>
    own.some((arg) => arg === `--${name}` || arg.startsWith(`--${name}=`));
  const other = onlyWith?.[command];
  return !isGiven(flag) && (other === undefined || isGiven(other));
}

function unknownNote(name: string): string {
  const own = (variable: string): string => variable.slice(prefix.length);
  const closest = closestName(own(name), variableNames.map(own));
  const meant = closest === undefined ? '' : ` Did you mean ${prefix}${closest}?`;
  return `warning: the environment's ${name} is ignored: no such variable is read.${meant}`;
}
