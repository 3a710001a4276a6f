import type { CommandModule } from 'yargs';
import { defined } from '../core/base/defined.js';
import type { LocalLambdaConfig } from '../local/config.js';
import { createStyle, wantsColour } from '../results/draw/terminal/style.js';

interface ServeArgs {
  file: string;
  host: string | undefined;
  port: number | undefined;
}

const serve: CommandModule<object, ServeArgs> = {
  command: 'serve <file>',
  describe: 'Serve the local Lambda that a file describes, until Ctrl-C',
  builder: (yargs) =>
    yargs
      .positional('file', {
        type: 'string',
        demandOption: true,
        describe: 'A scenario with a local section, or a file with only that',
      })
      .option('host', {
        type: 'string',
        requiresArg: true,
        describe: 'Address to listen on [default: 127.0.0.1]',
      })
      .option('port', {
        type: 'number',
        requiresArg: true,
        describe: 'Port to listen on [default: any free one]',
      })
      .example(
        '$0 local serve scenarios/quickstart.yaml --port 9001',
        'an endpoint for any SDK or the aws CLI',
      ),
  handler: async ({ file, host, port }) => {
    const { loadLocalFile } = await import('../scenarios/language/load.js');
    const { serveLocal } = await import('../session/run/local.js');
    const config = loadLocalFile(file);
    const lambda = await serveLocal({
      ...config,
      ...defined({ host, port }),
    });
    const { bold, dim } = createStyle(wantsColour(process.stdout, process.env));
    const { accessKeyId, secretAccessKey } = lambda.credentials;
    process.stdout.write(
      [
        `${bold('Local Lambda')} at ${bold(lambda.url)} with ${Object.keys(config.functions).join(', ')}`,
        ...queueLines(lambda.url, config),
        '',
        dim('# for any SDK, or the aws CLI; Lambda, SQS and CloudWatch Logs are all there:'),
        `export AWS_ENDPOINT_URL=${lambda.url}`,
        `export AWS_REGION=${lambda.region} AWS_ACCESS_KEY_ID=${accessKeyId} AWS_SECRET_ACCESS_KEY=${secretAccessKey}`,
        '',
        dim('Ctrl-C ends it.'),
        '',
      ].join('\n'),
    );
    await untilSignal();
    await lambda.close();
  },
};

/** `reprise local …` */
export const localCommand: CommandModule = {
  command: 'local',
  describe: 'The local Lambda on its own',
  builder: (yargs) => yargs.command(serve).demandCommand(1, 'Say what to do: local serve.'),
  handler: () => {},
};

/** The URL of each queue, as GetQueueUrl gives it. */
function queueLines(
  url: string,
  { accountId, queues = {} }: Pick<LocalLambdaConfig, 'accountId' | 'queues'>,
): string[] {
  const urls = Object.keys(queues).map((name) => `  ${url}/${accountId}/${name}`);
  return urls.length === 0 ? [] : ['Queues:', ...urls];
}

function untilSignal(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
      process.once(signal, () => resolve());
  });
}
