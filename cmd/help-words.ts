/**
 * The other ways to ask for help, as yargs knows it: `reprise help run` and `reprise run --help-all`,
 * which yargs takes for a modifier of `--help` alone.
 */
export function takeHelp(args: readonly string[]): string[] {
  const [first, ...rest] = args;
  if (first === 'help') return [...rest, '--help'];
  const end = args.indexOf('--');
  const at = args.indexOf('--help-all');
  return at === -1 || (end !== -1 && end < at) ? [...args] : ['--help', ...args];
}
