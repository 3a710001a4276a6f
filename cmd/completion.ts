import path from 'node:path';
import type { CommandModule } from 'yargs';

const shells = ['bash', 'zsh', 'fish'] as const;
type Shell = (typeof shells)[number];

/**
 * What each shell is to do: ask the command itself, which answers by yargs in the form of the shell
 * that SHELL names. It is told here, since the shell in use may be another. Where nothing fits, files.
 */
const scripts: Readonly<Record<Shell, string>> = {
  bash: `# reprise completion bash >> ~/.bashrc
_reprise_completion() {
  local IFS=$'\\n' current="\${COMP_WORDS[COMP_CWORD]}"
  COMPREPLY=($(compgen -W "$(SHELL=bash ZSH_NAME= reprise --get-yargs-completions "\${COMP_WORDS[@]:0:COMP_CWORD+1}" 2>/dev/null)" -- "$current"))
}
complete -o bashdefault -o default -F _reprise_completion reprise
`,
  zsh: `#compdef reprise
# reprise completion zsh >> ~/.zshrc, after compinit
_reprise() {
  local -a found
  found=("\${(@f)$(SHELL=zsh reprise --get-yargs-completions "\${words[@]}" 2>/dev/null)}")
  if [[ -n "\${found[1]}" ]]; then _describe reprise found; else _default; fi
}
compdef _reprise reprise
`,
  fish: `# reprise completion fish > ~/.config/fish/completions/reprise.fish
complete -c reprise -a '(env SHELL=fish ZSH_NAME= reprise --get-yargs-completions (commandline -opc) (commandline -ct) 2>/dev/null)'
`,
};

/** `reprise completion`: prints what makes a shell complete commands and flags. */
export const completionCommand: CommandModule<object, { shell: Shell | undefined }> = {
  command: 'completion [shell]',
  describe: 'Print a script that completes commands and flags in a shell',
  builder: (yargs) =>
    yargs
      .positional('shell', { choices: shells, describe: 'Default: that of SHELL, else bash' })
      .example('$0 completion bash >> ~/.bashrc', '')
      .example('$0 completion zsh >> ~/.zshrc', '')
      .example('$0 completion fish > ~/.config/fish/completions/reprise.fish', ''),
  handler: ({ shell = ownShell(process.env) }) => {
    process.stdout.write(scripts[shell]);
  },
};

function ownShell({ SHELL = '' }: NodeJS.ProcessEnv): Shell {
  return shells.find((shell) => path.basename(SHELL) === shell) ?? 'bash';
}
