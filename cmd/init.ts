import type { CommandModule } from 'yargs';
import { textOption } from './options/options.js';

interface InitArgs {
  folder: string;
  from: string | undefined;
  function: string | undefined;
}

/** `reprise init`: a scenario to begin with, which runs as it is. */
export const initCommand: CommandModule<object, InitArgs> = {
  command: 'init [folder]',
  describe: 'Write a scenario to begin with, an example event, and a gate for CI',
  builder: (yargs) =>
    yargs
      .positional('folder', {
        type: 'string',
        default: 'load-test',
        describe: 'Where to; nothing in it is overwritten',
      })
      .option('from', textOption('A function to send to, or a SAM or CloudFormation template'))
      .option('function', textOption('Which function of the template; default: the first'))
      .example('$0 init --from checkout:live', '')
      .example('$0 init load-test --from template.yaml --function Checkout', ''),
  handler: async ({ folder, from, function: functionName }) => {
    const { init } = await import('./init/execute-init.js');
    process.stdout.write(init({ folder, from, function: functionName }));
  },
};
