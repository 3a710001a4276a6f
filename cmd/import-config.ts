import type { CommandModule } from 'yargs';
import type { ConfigFormat } from '../session/import-config/import-config.js';

interface ImportConfigArgs {
  file: string;
  format: ConfigFormat | undefined;
}

/** `reprise import-config`: another tool's load as a scenario. */
export const importConfigCommand: CommandModule<object, ImportConfigArgs> = {
  command: 'import-config <file>',
  describe: 'Print a scenario out of the configuration of k6, vegeta or Artillery',
  builder: (yargs) =>
    yargs
      .positional('file', {
        type: 'string',
        demandOption: true,
        describe:
          'A k6 script or its options as JSON, targets of vegeta, a test of Artillery; - for standard input',
      })
      // Without a count of arguments yargs takes `-` for an option, not for standard input.
      .nargs('file', 1)
      .option('format', {
        choices: ['k6', 'vegeta', 'artillery'] as const,
        describe: 'Of which tool it is; default: by what is in it',
      })
      .example('$0 import-config load.js > scenario.yaml', '')
      .epilogue(
        'What does not map is said on standard error, with its line. Nothing of the file is run.',
      ),
  handler: async ({ file, format }) => {
    const { importConfig } = await import('../session/import-config/import-config.js');
    const { readText } = await import('../scenarios/language/read-text.js');
    const hint = 'Give the file of another tool, or - for standard input.';
    const name = file === '-' ? '<stdin>' : file;
    const { scenario, notes } = importConfig(
      name,
      readText(file === '-' ? 0 : file, name, hint),
      format,
    );
    process.stdout.write(scenario);
    process.stderr.write(notes.map((note) => `${note}\n`).join(''));
  },
};
