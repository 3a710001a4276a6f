import type { Argv } from 'yargs';
import { closestName } from '../core/base/closest-name.js';
import { RepriseError } from '../core/base/errors.js';

/** What yargs knows of the command that is being read; its types leave these out. */
interface Internals {
  getOptions(): { key: Record<string, unknown> };
  getInternalMethods(): {
    getContext(): { commands: string[]; fullCommands: string[] };
    getCommandInstance(): { getCommands(): string[] };
    getUsageInstance?(): { cacheHelpMessage?: () => void };
  };
}

/** What yargs passes to a failure handler: its usage, not the `Argv` that its types say. */
interface Usage {
  getCommands(): [command: string, ...rest: unknown[]][];
  getDescriptions(): Record<string, string | undefined>;
}

/** What a command line may hold at the place where it was found to be wrong. */
interface Known {
  /** `reprise run`, or `reprise` where no command was recognized. */
  command: string;
  /** What the command takes beside flags: `[scenario]`. */
  positionals: string;
  /** Flags without their dashes. */
  flags: string[];
  /** What each flag is for. */
  descriptions: Record<string, string | undefined>;
  /** The commands that may follow. */
  commands: string[];
}

/**
 * Makes yargs refuse what it does not know, in Reprise's words: what is wrong, and what was probably
 * meant. `args` is the command line as yargs reads it. English in any locale, as all other messages.
 */
export function refusing<T>(cli: Argv<T>, args: readonly string[]): Argv<T> {
  const handler = (message: string | null, thrown: unknown, usage: unknown): never => {
    if (thrown instanceof Error && thrown.name !== 'YError') throw thrown;
    const text = message ?? (thrown instanceof Error ? thrown.message : String(thrown));
    throw usageError(text, args, knownTo(cli as unknown as Internals, usage as Usage));
  };
  refuseHelpOfNothing(args, (cli as unknown as Internals).getInternalMethods());
  return cli
    .detectLocale(false)
    .strict()
    .fail(handler as (message: string, error: Error, cli: Argv<T>) => void);
}

function knownTo(cli: Internals, usage: Usage): Known {
  const { commands, fullCommands } = cli.getInternalMethods().getContext();
  return {
    command: ['reprise', ...commands].join(' '),
    positionals: (fullCommands.at(-1) ?? '').replace(/^\S+ ?/, ''),
    flags: Object.keys(cli.getOptions().key),
    descriptions: usage.getDescriptions(),
    commands: usage.getCommands().map(([command]) => command.split(' ')[0] as string),
  };
}

/**
 * As a command begins, yargs draws its help, in case its handler asks for it later: a twentieth of the time to
 * the first invocation. None does.
 */
export function drawNoHelpAhead(cli: Argv): void {
  const usage = (cli as unknown as Internals).getInternalMethods().getUsageInstance?.();
  if (usage?.cacheHelpMessage !== undefined) usage.cacheHelpMessage = () => {};
}

/** Asked for help, yargs looks at no command: it would print its own page for one that there is not. */
function refuseHelpOfNothing(
  args: readonly string[],
  cli: ReturnType<Internals['getInternalMethods']>,
): void {
  if (!args.some((arg) => arg === '--help' || arg === '-h')) return;
  const [word = ''] = args.filter((arg) => arg !== '--help');
  const commands = cli.getCommandInstance().getCommands();
  if (word === '' || word.startsWith('-') || commands.includes(word)) return;
  const known = { command: 'reprise', positionals: '', flags: [], descriptions: {}, commands };
  throw unknownCommand(word, known);
}

/** Each message of yargs that a command line can bring about, and what is said instead. */
const readings: readonly [
  RegExp,
  (found: string, args: readonly string[], known: Known) => RepriseError,
][] = [
  [/^Unknown (?:arguments?|commands?): (.*)$/, unknown],
  [/^Not enough arguments following: (.*)$/, withoutValue],
  [/^Not enough non-option arguments/, incomplete],
  [/^Invalid values:\n([\s\S]*)$/, noChoice],
];

function usageError(message: string, args: readonly string[], known: Known): RepriseError {
  for (const [pattern, read] of readings) {
    const match = pattern.exec(message);
    if (match) return read(match[1] ?? '', args, known);
  }
  return new RepriseError(message, { hint: seeHelp(known) });
}

/** Of several things that are unknown the first is told: it is often the cause of the others. */
function unknown(found: string, args: readonly string[], known: Known): RepriseError {
  const names = found.split(', ');
  const flag = ownArgs(args).find((arg) => names.includes(flagName(arg)));
  if (flag !== undefined) return unknownFlag(flag.replace(/=.*$/s, ''), known);
  const [word = found] = names;
  if (known.commands.length > 0) return unknownCommand(word, known);
  const takes = known.positionals === '' ? 'nothing' : known.positionals;
  return new RepriseError(`${known.command} does not know what to do with "${word}".`, {
    hint: `Beside flags it takes ${takes}; quote a value that has spaces. See ${known.command} --help.`,
  });
}

function unknownFlag(flag: string, known: Known): RepriseError {
  const name = flagName(flag);
  const names = known.flags.filter(({ length }) => length > 1);
  const closest = name.length === 1 ? undefined : closestName(name, names);
  const hint = closest === undefined ? seeHelp(known) : `Did you mean ${dashed(closest)}?`;
  return new RepriseError(`${known.command} has no flag ${flag}.`, { hint });
}

function unknownCommand(word: string, known: Known): RepriseError {
  const closest = closestName(word, known.commands);
  const hint =
    closest === undefined
      ? `Commands: ${known.commands.join(', ')}. ${seeHelp(known)}`
      : `Did you mean ${known.command} ${closest}?`;
  return new RepriseError(`${known.command} has no command "${word}".`, { hint });
}

function withoutValue(name: string, _: readonly string[], known: Known): RepriseError {
  const what = known.descriptions[name]?.replace('__yargsString__:', '');
  const hint = what === undefined ? seeHelp(known) : `${dashed(name)}: ${what}.`;
  return new RepriseError(`${dashed(name)} is given without its value.`, { hint });
}

function incomplete(_found: string, _args: readonly string[], known: Known): RepriseError {
  return new RepriseError(`${known.command} needs ${known.positionals}.`, { hint: seeHelp(known) });
}

/** `  Argument: order, Given: "recordd", Choices: "recorded", "shuffled"`, of the first such line. */
function noChoice(found: string, _: readonly string[], known: Known): RepriseError {
  const [, name = '', given = '', listed = ''] =
    /Argument: (\S+), Given: (.*), Choices: (.*)/.exec(found) ?? [];
  const choices = listed.split(', ').map((choice) => choice.replace(/^"|"$/g, ''));
  const closest = closestName(given.replace(/^"|"$/g, ''), choices);
  const hint = closest === undefined ? seeHelp(known) : `Did you mean ${closest}?`;
  const message = `${dashed(name)} cannot be ${given}: it is one of ${choices.join(', ')}.`;
  return new RepriseError(message, { hint });
}

/** What stands before a `--`: the rest belongs to another program. */
function ownArgs(args: readonly string[]): readonly string[] {
  const end = args.indexOf('--');
  return (end === -1 ? args : args.slice(0, end)).filter((arg) => /^-[^-\d]|^--./.test(arg));
}

/** `--no-ratee=5` as yargs names it: `ratee`. */
const flagName = (arg: string): string => arg.replace(/^--?(no-)?/, '').replace(/=.*$/s, '');

const dashed = (name: string): string => (name.length === 1 ? `-${name}` : `--${name}`);

const seeHelp = ({ command }: Known): string => `See ${command} --help.`;
