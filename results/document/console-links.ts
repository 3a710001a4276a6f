import type { Cell } from './document.js';

/** Where an invocation went, as far as the AWS console needs it. */
export interface ConsolePlace {
  url: string;
  region: string;
}

/** The console is of AWS; an address of another kind (the local Lambda) has none. */
function isAws({ url, region }: ConsolePlace): boolean {
  return (
    /^https:\/\/[\w.-]+\.amazonaws\.com(\/|$)/.test(url) && /^[a-z]{2}(-[a-z]+)+-\d$/.test(region)
  );
}

function consoleOf(region: string, fragment: string): string {
  return `https://${region}.console.aws.amazon.com/cloudwatch/home?region=${region}#${fragment}`;
}

/**
 * The invocation's lines in CloudWatch Logs: a search of the function's log group for the request id,
 * from a minute before `atMs` to a quarter of an hour after. Undefined where it did not go to AWS.
 */
export function logLink(
  place: ConsolePlace,
  functionName: string,
  requestId: string,
  atMs: number,
): string | undefined {
  if (!isAws(place)) return undefined;
  const name = functionName.split(':').at(functionName.startsWith('arn:') ? 6 : 0) ?? '';
  const search = `?filterPattern="${requestId}"&start=${Math.floor(atMs) - 60_000}&end=${Math.ceil(atMs) + 900_000}`;
  const group = `log-groups/log-group/${twice(`/aws/lambda/${name}`)}/log-events`;
  return consoleOf(place.region, `logsV2:${group}${dollars(search)}`);
}

/** A word that leads there; a dash where nothing does. */
export function linkCell(text: string, href: string | undefined): Cell {
  return href === undefined ? '–' : { text, href };
}

/** The trace in CloudWatch's X-Ray pages. Undefined where it did not go to AWS. */
export function traceLink(place: ConsolePlace, traceId: string): string | undefined {
  if (!isAws(place)) return undefined;
  return consoleOf(place.region, `xray:traces/${encodeURIComponent(traceId)}`);
}

/** The console writes what it has encoded with `$` in place of `%`. */
function dollars(text: string): string {
  return encodeURIComponent(text).replaceAll('%', '$');
}

function twice(text: string): string {
  return encodeURIComponent(encodeURIComponent(text)).replaceAll('%', '$');
}
