import type { CommandModule } from 'yargs';
import { maxQueueMessages } from '../../core/recording/aws/queue-quota.js';
import type { WhereFlags } from '../../scenarios/language/where-flags.js';
import { databasePath, dbOption, flagOption, textOption } from '../options/options.js';
import { type ModeFlags, modeOptions, publishMode } from '../options/publish-mode.js';
import { type RedactionArgs, redactionOptions } from '../options/redaction-options.js';
import { type ServiceArgs, serviceOf, serviceOptions } from '../options/service-options.js';
import { whereOptions } from '../options/where-options.js';

interface QueueArgs extends ModeFlags, ServiceArgs, RedactionArgs, WhereFlags {
  'queue-url': string;
  as: string;
  max: number;
  wait: number;
  'visibility-timeout': number;
  delete: boolean;
  yes: boolean;
  'skip-invalid': boolean;
  db: string;
}

const number = { type: 'number', requiresArg: true } as const;

const queueOptions = {
  'queue-url': textOption('URL of the queue, as aws sqs get-queue-url prints it', {
    demandOption: true,
  }),
  as: textOption('Name of the recording', { demandOption: true }),
  max: { ...number, default: maxQueueMessages, describe: 'Stop after so many messages' },
  wait: { ...number, default: 10, describe: 'Seconds to wait for a message until it is empty' },
  'visibility-timeout': {
    ...number,
    default: 600,
    describe: 'Seconds for which others do not see what is being read',
  },
  delete: flagOption('Delete what was recorded from the queue; asks first'),
  yes: flagOption('Delete without asking'),
  'skip-invalid': flagOption('Leave out messages that are not JSON; they stay in the queue'),
  ...modeOptions,
  ...redactionOptions,
  ...serviceOptions,
  ...dbOption,
} as const;

/** `reprise record queue`: events from an SQS queue, such as a function's dead-letter queue. */
export const queueCommand: CommandModule<object, QueueArgs> = {
  command: 'queue',
  describe: 'Record events from an SQS queue: a dead-letter or destination queue',
  builder: (yargs) =>
    yargs
      .options(queueOptions)
      .options(whereOptions)
      .example(
        '$0 record queue --queue-url https://sqs.eu-west-1.amazonaws.com/123456789012/dlq --as failures',
        'the messages stay in the queue',
      ),
  handler: async (args) => {
    const { runQueue } = await import('./run-queue.js');
    const { whatIsKept } = await import('./what-is-kept.js');
    const { 'queue-url': queueUrl, as: name, max, wait: waitS, delete: isDeleting, yes } = args;
    await runQueue(databasePath(args), {
      ...{ queueUrl, name, max, waitS, yes, delete: isDeleting, mode: publishMode(args) },
      ...serviceOf(args),
      visibilityTimeoutS: args['visibility-timeout'],
      skipInvalid: args['skip-invalid'],
      ...(await whatIsKept(args)),
    });
  },
};
