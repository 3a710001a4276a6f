/** How the shell's completion starts the command; it offers every flag, as `--help-all` does. */
const isCompleting = process.argv.includes('--get-yargs-completions');

/**
 * Options of a command that has many: `--help` shows those of `names`, in their order and under one
 * heading, and `--help-all` the rest below them.
 */
export function mostUsedFirst<const O extends Record<string, object>>(
  options: O,
  names: readonly (keyof O & string)[],
): O {
  const first = names.map((name) => [name, { ...options[name], group: 'Most used:' }]);
  const rest = Object.entries(options)
    .filter(([name]) => !names.includes(name))
    .map(([name, option]) => [name, { ...option, hidden: !isCompleting }]);
  return Object.fromEntries([...first, ...rest]) as O;
}

/**
 * What a command with `mostUsedFirst` gives to `showHidden`. In its own builder: yargs forgets it from
 * one command to the next.
 */
export const helpAll = ['help-all', 'Show help with every flag'] as const;
