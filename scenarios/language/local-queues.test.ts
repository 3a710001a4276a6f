import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { localSection, toLocalConfig } from './local-section.js';

const arn = (name: string) => `arn:aws:sqs:eu-west-1:123456789012:${name}`;

const yaml = `
region: eu-west-1
queues:
  done: {}
  failed: { visibilityTimeout: 1m, delay: 5s, receiveWait: 20s, retention: 1h, maxMessages: 10, redrive: { deadLetterQueue: dead, maxReceiveCount: 3 } }
  dead: {}
logs: { maxEvents: 1000, lag: { p50: 1s, p99: 10s } }
functions:
  g: {}
  f:
    async:
      onSuccess: ${arn('done')}
      onFailure: arn:aws:lambda:eu-west-1:123456789012:function:g:live
      deadLetter: ${arn('dead')}
      duplicate: 1%
      drop: 0.5%
      delay: { p50: 2s, p99: 40s }
`;

test('queues, logs, destinations by ARN and faults of the event queue are taken over', () => {
  const config = toLocalConfig(localSection.parse(parse(yaml)), '/project', 1);
  expect(config.queues).toEqual({
    done: {},
    failed: {
      ...{ visibilityTimeoutS: 60, delayS: 5, receiveWaitS: 20, retentionS: 3600 },
      ...{ maxMessages: 10, redrive: { deadLetterQueue: 'dead', maxReceiveCount: 3 } },
    },
    dead: {},
  });
  expect(config.logs).toEqual({ maxEvents: 1000, lag: { p50Ms: 1000, p99Ms: 10_000 } });
  expect(config.functions.f?.asynchronous).toEqual({
    onSuccess: { kind: 'arn', arn: arn('done') },
    onFailure: { kind: 'arn', arn: 'arn:aws:lambda:eu-west-1:123456789012:function:g:live' },
    deadLetter: { kind: 'arn', arn: arn('dead') },
    faults: { duplicate: 0.01, drop: 0.005, delay: { p50Ms: 2000, p99Ms: 40_000 } },
  });
});

const to = (destination: string) => `functions: { f: { async: { ${destination} } } }`;

test.each([
  [
    'queues: { a.fifo: {} }\nfunctions: {}',
    'queues.a.fifo: "a.fifo" is not the name of a standard queue',
  ],
  [
    'queues: { a: { redrive: { deadLetterQueue: b, maxReceiveCount: 1 } } }\nfunctions: {}',
    'queues.a.redrive.deadLetterQueue: there is no queue b',
  ],
  [
    'queues: { a: { redrive: { deadLetterQueue: a, maxReceiveCount: 1 } } }\nfunctions: {}',
    'queues.a.redrive.deadLetterQueue: a queue is not its own dead-letter queue',
  ],
  [
    'queues: { a: { visibilityTimeout: 13h } }\nfunctions: {}',
    "queues.a.visibilityTimeout: this is above 12h, SQS's longest",
  ],
  [
    to('onSuccess: arn:aws:sqs:us-east-1:123456789012:none'),
    'functions.f.async.onSuccess: there is no queue none',
  ],
  [
    to('onFailure: arn:aws:lambda:us-east-1:123456789012:function:none'),
    'functions.f.async.onFailure: there is no function none',
  ],
  [
    to('deadLetter: arn:aws:lambda:us-east-1:123456789012:function:f'),
    'functions.f.async.deadLetter: a dead-letter queue is no function',
  ],
  [
    to('onSuccess: arn:aws:sqs:eu-west-1:123456789012:q'),
    'functions.f.async.onSuccess: this ARN is of another region or account',
  ],
  [
    to('onSuccess: arn:aws:sns:us-east-1:123456789012:t'),
    'functions.f.async.onSuccess: this is not the ARN of a queue or a function',
  ],
])('%s is a problem at its own place', (section, expected) => {
  const { error } = localSection.safeParse(parse(section));
  const found = error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  expect(found).toEqual([expected]);
});
