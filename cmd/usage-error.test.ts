import { describe, expect, it } from 'vitest';
import yargs from 'yargs';
import { RepriseError } from '../core/base/errors.js';
import { capacityCommand } from './capacity.js';
import { compareCommand } from './compare.js';
import { takeHelp } from './help-words.js';
import { recordCommand } from './record.js';
import { runCommand } from './run.js';
import { runsCommand } from './runs.js';
import { refusing } from './usage-error.js';

/** The command line as `main` makes it, of the commands that are enough here. */
function cliOf(args: readonly string[]) {
  const cli = yargs([...args])
    .scriptName('reprise')
    .command(runCommand)
    .command(compareCommand)
    .command(capacityCommand)
    .command(recordCommand)
    .command(runsCommand)
    .demandCommand(1, 'Say what to do: a command is missing.')
    .exitProcess(false);
  return refusing(cli, args);
}

/** What is said of a command line that is wrong, and the hint. */
async function refusal(line: string): Promise<[string, string | undefined]> {
  const parse = async () => cliOf(line.split(' ').filter(Boolean)).parseAsync();
  const error: unknown = await parse().catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(RepriseError);
  const { message, hint, exitCode } = error as RepriseError;
  expect(exitCode).toBe(104);
  return [message, hint];
}

/** The help that is printed, in one string. */
function help(line: string): Promise<string> {
  const args = takeHelp(line.split(' '));
  return new Promise((resolve, reject) => {
    cliOf(args).parse(args, (error: Error | undefined, _argv: unknown, output: string) =>
      error ? reject(error) : resolve(output),
    );
  });
}

describe('a command line that is wrong says what was meant', () => {
  it.each([
    ['run --ratee 5/s', 'reprise run has no flag --ratee.', 'Did you mean --rate?'],
    ['run --ratee=5/s', 'reprise run has no flag --ratee.', 'Did you mean --rate?'],
    ['run --max-in-flght 5', 'reprise run has no flag --max-in-flght.', '--max-in-flight?'],
    ['run --no-lokal', 'reprise run has no flag --no-lokal.', 'Did you mean --local?'],
    ['capacity --slow x', 'reprise capacity has no flag --slow.', 'Did you mean --slo?'],
    ['run --zzzzzz', 'reprise run has no flag --zzzzzz.', 'See reprise run --help.'],
    ['run -z', 'reprise run has no flag -z.', 'See reprise run --help.'],
    ['capacity --sol x', 'reprise capacity has no flag --sol.', 'Did you mean --slo?'],
    ['runn --help', 'reprise has no command "runn".', 'Did you mean reprise run?'],
    ['zzzzzz --help', 'reprise has no command "zzzzzz".', 'Commands: run, compare'],
    ['runn x.yaml', 'reprise has no command "runn".', 'Did you mean reprise run?'],
    [
      'zzzzzz',
      'reprise has no command "zzzzzz".',
      'Commands: run, compare, capacity, record, runs.',
    ],
    ['record logz', 'reprise record has no command "logz".', 'Did you mean reprise record logs?'],
    ['runs rmove', 'reprise runs has no command "rmove".', 'Did you mean reprise runs remove?'],
    ['run a b', 'reprise run does not know what to do with "b".', 'it takes [scenario]'],
    ['run --rate', '--rate is given without its value.', '--rate: Arrival rate: 20/s'],
    ['run a --rate --for 3s', '--rate is given without its value.', '--rate: Arrival rate: 20/s'],
    ['runs --db', '--db is given without its value.', '--db: SQLite file'],
    ['run --order recordd', '--order cannot be "recordd": it is one of', 'Did you mean recorded?'],
    ['compare', 'reprise compare needs <old> [new].', 'See reprise compare --help.'],
    ['record', 'Say how to record: record import', 'See reprise record --help.'],
    ['', 'Say what to do: a command is missing.', 'See reprise --help.'],
  ])('%j', async (line, message, hint) => {
    expect(await refusal(line)).toEqual([
      expect.stringContaining(message),
      expect.stringContaining(hint),
    ]);
  });
});

describe('help', () => {
  it('opens with the ten flags most used, and has no other of the command', async () => {
    const text = await help('run --help');
    const [, used = '', rest = ''] = text.split(/Most used:|Options:/);
    expect(used.match(/^ {2}(?:-\w, | {4})--[a-z]+/gm)).toHaveLength(10);
    expect(rest).toContain('--help-all');
    expect(rest).not.toContain('--db');
  });

  it('has every flag with --help-all, the same ten first', async () => {
    const text = await help('run --help-all');
    expect(text.indexOf('Most used:')).toBeGreaterThan(0);
    expect(text.indexOf('Most used:')).toBeLessThan(text.indexOf('Target:'));
    for (const flag of ['--where-error', '--threads', '--db', '--summary']) {
      expect(text).toContain(flag);
    }
  });

  it.each([
    ['help run', 'run --help'],
    ['help', '--help'],
    ['run --help-all', '--help run --help-all'],
    ['run x -- --help-all', 'run x -- --help-all'],
    ['record import help', 'record import help'],
  ])('%j is asked for as %j', (written, read) => {
    expect(takeHelp(written.split(' ')).join(' ')).toBe(read);
  });
});
