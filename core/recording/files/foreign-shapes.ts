import { sketchJson } from '../../json/sketch.js';
import { looksLikeLogs } from './log-shapes.js';

/** A JSON document of another tool, which holds events or speaks of them, and is none. */
interface ForeignShape {
  /** With its article. */
  name: string;
  /** Paths that are all there, each with what its value must be like where that matters. */
  paths: readonly (string | [path: string, value: RegExp])[];
  hint?: string;
}

const shapes: readonly ForeignShape[] = [
  {
    name: 'a history of a Step Functions execution',
    paths: ['events[].type', 'events[].previousEventId'],
  },
  { name: 'an event of a Step Functions history', paths: ['previousEventId', 'id', 'type'] },
  { name: 'an execution of Step Functions', paths: ['executionArn', 'stateMachineArn'] },
  { name: 'a state machine', paths: ['StartAt', 'States'] },
  { name: 'a Postman collection', paths: ['info._postman_id'] },
  { name: 'a Postman collection', paths: [['info.schema', /getpostman/]] },
  { name: 'a Postman environment', paths: ['_postman_variable_scope'] },
  { name: 'X-Ray traces', paths: ['Traces[].Segments'] },
  { name: 'X-Ray trace summaries', paths: ['TraceSummaries'] },
  { name: 'an X-Ray trace', paths: ['Segments[].Document'] },
  { name: 'a segment document of X-Ray', paths: ['trace_id', 'start_time', 'id'] },
  {
    name: 'an X-Ray segment',
    paths: ['Id', ['Document', /trace_id/]],
  },
  {
    name: "AWS Lambda Power Tuning's input",
    paths: ['lambdaARN', 'num'],
    hint: 'Its event is under payload: jq .payload FILE.',
  },
  {
    name: "AWS Lambda Power Tuning's input",
    paths: ['lambdaARN', 'powerValues'],
    hint: 'Its event is under payload: jq .payload FILE.',
  },
  { name: 'an answer of Invoke', paths: ['StatusCode', 'ExecutedVersion'] },
  { name: 'an answer of an AWS API', paths: ['ResponseMetadata.RequestId'] },
  { name: 'an answer of an AWS API', paths: ['$metadata.httpStatusCode'] },
  { name: 'a list of functions', paths: ['Functions[].FunctionArn'] },
  { name: 'the configuration of a function', paths: ['FunctionArn', 'FunctionName', 'Runtime'] },
  { name: 'a CloudTrail log', paths: ['Records[].eventSource', 'Records[].recipientAccountId'] },
  { name: 'an OpenAPI document', paths: ['openapi', 'info'] },
  { name: 'a Swagger document', paths: ['swagger', 'info'] },
];

/**
 * A document at the head of an input that is another tool's, or a log event where all are not; undefined
 * when nothing says so. One is enough: what holds it is no list of payloads.
 */
export function foreignShape(head: Uint8Array): Pick<ForeignShape, 'name' | 'hint'> | undefined {
  const documents = sketchJson(head)?.documents ?? [];
  const shape = shapes.find((each) => documents.some((seen) => isOf(each, seen)));
  if (shape || !documents.some(looksLikeLogs)) return shape;
  return { name: 'CloudWatch Logs among other documents', hint: 'Say --format cloudwatch.' };
}

function isOf({ paths }: ForeignShape, seen: ReadonlyMap<string, string>): boolean {
  return paths.every((path) =>
    typeof path === 'string' ? seen.has(path) : path[1].test(seen.get(path[0]) ?? ''),
  );
}
