/** Paths of a JSON document with the beginnings of their values, as `sketchJson` gives them. */
type Seen = ReadonlyMap<string, string>;

/** Answers of CloudWatch Logs and its subscriptions, by paths that are all there. */
const answers: readonly (readonly string[])[] = [
  ['events[].message', 'events[].timestamp'],
  ['sessionResults[].message'],
  ['sessionUpdate.sessionResults'],
  ['events', 'nextForwardToken'],
  ['events', 'searchedLogStreams'],
  ['results[][].field'],
  ['results', 'statistics'],
  ['messageType', 'logEvents'],
  ['messageType', 'logGroup'],
];

/** What stands beside the message and time of one log event of the API. */
const logEventKeys = ['ingestionTime', 'logStreamName'];

/** Of the API and of subscriptions; other programs have event ids of their own. */
const logEventId = /^\d{40,}$/;

/** A document of CloudWatch Logs: an answer, a log event by itself, a row of Insights. */
export function looksLikeLogs(seen: Seen): boolean {
  return (
    answers.some((paths) => paths.every((path) => seen.has(path))) ||
    looksLikeLogEvent(seen) ||
    looksLikeInsightsRow(seen) ||
    looksLikeLoggedJson(seen)
  );
}

function looksLikeLogEvent(seen: Seen): boolean {
  // What Docker's json-file driver writes.
  if (seen.has('log') && seen.has('stream') && seen.has('time')) return true;
  if (!seen.has('message') || !/^\d{12,14}$/.test(seen.get('timestamp') ?? '')) return false;
  return (
    logEventKeys.some((key) => seen.has(key)) ||
    ['eventId', 'id'].some((key) => logEventId.test(seen.get(key) ?? ''))
  );
}

/** As the console exports a row (an object), or as the API answers it (a list of fields). */
function looksLikeInsightsRow(seen: Seen): boolean {
  if (seen.has('@message') || (seen.has('@timestamp') && seen.has('@ptr'))) return true;
  return seen.has('[].field') && seen.has('[].value');
}

const levels = /^(trace|debug|info|warn|warning|error|fatal|critical)$/i;

/** A line in Lambda's JSON log format: the platform's (`type`, `record`) or a runtime's. */
export function looksLikeLoggedJson(seen: Seen): boolean {
  if (seen.has('time') && seen.has('record')) {
    return /^(platform\..*|function|extension)$/.test(seen.get('type') ?? '');
  }
  if (!seen.has('message') || !levels.test(seen.get('level') ?? '')) return false;
  return /^\d{4}-\d\d-\d\dT/.test(seen.get('timestamp') ?? '');
}
