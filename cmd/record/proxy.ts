import type { CommandModule } from 'yargs';
import { defined } from '../../core/base/defined.js';
import { databasePath, dbOption, flagOption, textOption } from '../options/options.js';
import { type ModeFlags, modeOptions, publishMode } from '../options/publish-mode.js';
import { type RedactionArgs, redactionOptions } from '../options/redaction-options.js';
import { serviceOptions } from '../options/service-options.js';
import { type TrustArgs, trustOptions, trustSettings } from '../options/trust-options.js';

interface ProxyArgs extends ModeFlags, RedactionArgs, TrustArgs {
  as: string;
  upstream: string | undefined;
  host: string;
  port: number;
  responses: boolean;
  region: string | undefined;
  profile: string | undefined;
  db: string;
}

const proxyOptions = {
  as: textOption('Name of the recording', { demandOption: true }),
  upstream: textOption('Endpoint to pass calls on to [default: the Lambda endpoint of the region]'),
  port: {
    type: 'number',
    default: 9002,
    requiresArg: true,
    describe: 'Port to listen on; 0 for any free one',
  },
  host: textOption('Address to listen on', { default: '127.0.0.1' }),
  responses: flagOption('Record what the functions answer, too'),
  ...modeOptions,
  region: serviceOptions.region,
  profile: { ...serviceOptions.profile, describe: 'AWS profile whose credentials sign the calls' },
  ...trustOptions,
  ...redactionOptions,
  ...dbOption,
} as const;

/** `reprise record proxy`: events as an application invokes its functions. */
export const proxyCommand: CommandModule<object, ProxyArgs> = {
  command: 'proxy',
  describe: 'Record what an application invokes, through a proxy of the Invoke API',
  builder: (yargs) =>
    yargs
      .options(proxyOptions)
      .example('$0 record proxy --as friday', 'then point an application at it')
      .example(
        '$0 record proxy --as friday --upstream http://127.0.0.1:9001',
        'in front of the local Lambda',
      ),
  handler: async (args) => {
    const { runProxy } = await import('./run-proxy.js');
    const { as: name, upstream, host, port, responses, region, profile } = args;
    const { redactionRules } = await import('./redaction-rules.js');
    const redaction = await redactionRules(args);
    await runProxy({
      ...{ databasePath: databasePath(args), name, mode: publishMode(args) },
      ...{ host, port, keepResponses: responses },
      ...defined({ upstream, region, profile, redaction }),
      ...trustSettings(args),
    });
  },
};
