import path from 'node:path';
import type { CommandModule } from 'yargs';

const shells = ['bash', 'zsh', 'fish'] as const;
type Shell = (typeof shells)[number];

/**
 * What each shell is to do: ask the command itself, which answers by yargs in the form of the shell
 * that SHELL names. It is told here, since the shell in use may be another. Files where nothing fits, and
 * beside flags that were not begun.
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
  [[ -n "\${found[1]}" ]] && _describe reprise found
  [[ "\${words[CURRENT]}" != -* && -z "\${found:#-*}" ]] && _default
}
compdef _reprise reprise
`,
  fish: `# reprise completion fish > ~/.config/fish/completions/reprise.fish
function __reprise_complete
  set -l word (commandline -ct)
  set -l found (env SHELL=fish ZSH_NAME= reprise --get-yargs-completions (commandline -opc) "$word" 2>/dev/null)
  printf '%s\\n' $found
  if not string match -q -- '-*' "$word"; and not string match -qv -- '-*' $found
    __fish_complete_path "$word"
  end
end
complete -c reprise -f -a '(__reprise_complete)'
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
