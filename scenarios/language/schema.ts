import { z } from 'zod';
import { invocationTypes, logTypes } from '../../core/invoke/client.js';
import { architectures } from '../../core/measure/cost.js';
import { parseUsd } from '../../core/quantity/money.js';
import { parsePhase } from '../../core/quantity/phase.js';
import { payloadOrders } from '../../core/schedule/plan-spec.js';
import { parseExecutionName, parseTenantId } from '../../core/transform/call-names.js';
import { count, duration, positiveDuration, scalar, text } from './fields.js';
import { followSchema } from './follow.js';
import { localSection } from './local-section.js';
import { latePolicies } from './scenario.js';
import { stageSchema } from './stage.js';
import { parseTraceShare } from './trace.js';
import { transformSchema } from './transform.js';
import { whereSchema } from './where.js';

const functionTarget = {
  function: z
    .string()
    .optional()
    .describe('Name, partial ARN or ARN; may carry its qualifier: `checkout:live`.'),
  qualifier: text().optional().describe('Version or alias to invoke: `live`, `12`, `$LATEST`.'),
  architecture: z
    .enum(architectures)
    .optional()
    .describe(
      "What the function runs on, which its price depends on. Default: as its configuration says, x86_64 where that can't be read.",
    ),
};

const target = z.strictObject({
  ...functionTarget,
  region: z
    .string()
    .min(1)
    .optional()
    .describe("AWS region; default: the AWS SDK's own chain (AWS_REGION, profile)."),
  profile: z.string().min(1).optional().describe("AWS profile; default: the AWS SDK's own chain."),
  endpoint: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe("URL to send to instead of the region's own endpoint."),
});

const payloads = z
  .strictObject({
    recording: text()
      .optional()
      .describe('Name of a recording in the database (`reprise recordings` lists them).'),
    files: z
      .union([z.string(), z.array(z.string()).min(1)])
      .optional()
      .describe(
        'Files relative to this one; each is one payload, all its bytes. `*`, `?` and `**` match names, taken in sorted order.',
      ),
    inline: z
      .array(z.unknown())
      .min(1)
      .optional()
      .describe(
        'The payloads themselves. A string is the exact text to send; anything else is sent as JSON, its numbers as they are written.',
      ),
    where: whereSchema.optional(),
    transform: transformSchema.optional(),
    order: z
      .enum(payloadOrders)
      .optional()
      .describe(
        '`recorded` (default): one after the other, from the start again at the end; `shuffled`: each once per round, in random order; `random`: drawn anew each time.',
      ),
  })
  .describe('What is sent: one of `recording`, `files` and `inline`. Default: one `{}`.');

const invoke = z
  .strictObject({
    type: z
      .enum(invocationTypes)
      .optional()
      .describe(
        '`RequestResponse` (default) waits for the result; `Event` is queued, and its latency is that of acceptance; `DryRun` only checks the permission.',
      ),
    log: z
      .enum(logTypes)
      .optional()
      .describe(
        '`Tail` asks for the end of the log: durations, cold starts and cost are read from it, free of charge. Default: `Tail` for RequestResponse, `None` otherwise.',
      ),
    clientContext: z
      .union([z.string(), z.record(z.string(), z.unknown())])
      .optional()
      .describe(
        'Passed to the function, for RequestResponse only: a mapping or JSON text, or the base64 of it; at most 3,583 bytes as base64.',
      ),
    tenantId: scalar(parseTenantId)
      .optional()
      .describe(
        'Whose invocation it is, of a function with tenant isolation: `blue`, `{{$.customer.id}}` from the payload, `{{tag:customer}}` from a tag of the record, or a template with `{{seq}}`, `{{record}}` and the others of `set`. Default: as recorded, where the recording knows it; empty for none.',
      ),
    durableExecutionName: scalar(parseExecutionName)
      .optional()
      .describe(
        'The execution of a durable function that it starts, once for each name: a template as `tenantId` takes it, or `unique` for a new one each time. Default: none, so Lambda names it.',
      ),
    trace: scalar(parseTraceShare)
      .optional()
      .describe(
        'The share of the invocations that begin a trace of X-Ray of their own (`10%`), whatever its sampling rules say. Default: none.',
      ),
    stream: z
      .boolean()
      .optional()
      .describe(
        '`true` asks for a streamed response (InvokeWithResponseStream) and measures when it begins; `false` for a whole one. Default: each record as it was recorded, everything else whole.',
      ),
    follow: followSchema.optional(),
  })
  .describe('How each payload is sent.');

const load = z.array(stageSchema).min(1).describe('Stages that follow each other.');

const phase = scalar(parsePhase)
  .optional()
  .describe(
    'Where uniform arrivals begin, as a share of the distance between two: from 0 (at the start) to below 1. Default: drawn from the seed, for each workload another, so that workloads side by side do not fire at once.',
  );

const limits = z
  .strictObject({
    maxInFlight: count(1, 100_000)
      .optional()
      .describe('Arrivals beyond so many in flight are dropped, and counted. Default: 1000.'),
    timeout: positiveDuration()
      .optional()
      .describe(
        "From the send to the end of the answer. Default: 905s, just above Lambda's longest function timeout.",
      ),
    connectTimeout: positiveDuration().optional().describe('To open a connection. Default: 5s.'),
    streamIdleTimeout: positiveDuration()
      .optional()
      .describe(
        'How long a streamed answer that has begun may bring nothing. Default: as long as `timeout` allows.',
      ),
    late: z
      .enum(latePolicies)
      .optional()
      .describe(
        'Arrivals that the generator is more than 100 ms late for: `send` (default, late, and its lateness reported) or `drop` (counted as dropped).',
      ),
    drain: duration()
      .optional()
      .describe(
        'How long answers are awaited after the last arrival, or after Ctrl-C. Default: 30s.',
      ),
    maxInvocations: count(1)
      .optional()
      .describe(
        'The run stops at so many invocations, whatever the load says: with exit code 108 where that is less than the plan.',
      ),
    maxCost: scalar(parseUsd)
      .optional()
      .describe(
        'The run stops, with exit code 108, when its estimated cost reaches so many US dollars.',
      ),
  })
  .describe('What the run must not exceed.');

const expectation = z
  .strictObject({
    that: z.string().describe('The expectation: `errors < 5%`.'),
    abortOnFail: z
      .boolean()
      .optional()
      .describe('End the run as soon as it fails: drain, report, exit 108. Default: false.'),
    delay: duration()
      .optional()
      .describe('With `abortOnFail`: not before so long into the run. Default: 0s.'),
  })
  .describe('An expectation that may end the run.');

const workload = z
  .strictObject({
    target: z.strictObject(functionTarget).optional().describe("Default: the scenario's."),
    payloads: payloads.optional(),
    invoke: invoke.optional(),
    load: load.optional(),
    phase,
  })
  .describe('One function with its own load. What is missing is taken from the top level.');

/** The scenario as the user writes it, in YAML; its output has rates in Hz and times in seconds. */
export const scenarioSchema = z
  .strictObject({
    name: text().optional().describe("What the report calls this run. Default: the file's name."),
    seed: count(0)
      .optional()
      .describe('Same seed, same arrival times and payload order. Default: 1.'),
    target: target.optional().describe('The function, and where it is.'),
    payloads: payloads.optional(),
    invoke: invoke.optional(),
    load: load.optional(),
    phase,
    workloads: z
      .record(z.string(), workload)
      .optional()
      .describe('Several functions side by side, each by a name of your choice.'),
    expect: z
      .array(z.union([z.string(), expectation]))
      .optional()
      .describe(
        'What must hold for the run to pass: `p99 < 300ms`, `throttled == 0`, `functionError < 0.1%`.',
      ),
    limits: limits.optional(),
    local: localSection
      .optional()
      .describe('Starts the local Lambda for the run and sends there instead of to AWS.'),
  })
  .describe('A Reprise scenario.');

/** What a YAML file may say. */
export type RawScenario = z.input<typeof scenarioSchema>;
/** The same, every quantity parsed; sections may still contradict each other. */
export type ParsedScenario = z.output<typeof scenarioSchema>;
