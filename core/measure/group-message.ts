const uuid = /\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi;
const isoTime = /\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z?/g;
/** How far a stream had come: see `StreamedAnswer`. */
const progress = /\b[\d,]+ chunks? and [\d,]+ bytes?\b/g;
const longestMessage = 300;

/**
 * A message without what differs between two failures of the same cause: request ids, times, how
 * far a stream had come, and all after the first line. `RequestId: 1b4e… Error: Task timed out after 3.00 seconds` becomes
 * `RequestId: <id> Error: Task timed out after 3.00 seconds`.
 */
export function groupMessage(message: string): string {
  const end = message.indexOf('\n');
  const line = end === -1 ? message : message.slice(0, end);
  const grouped = line
    .replace(uuid, '<id>')
    .replace(isoTime, '<time>')
    .replace(progress, '<n> chunks and <n> bytes');
  return grouped.length > longestMessage ? `${grouped.slice(0, longestMessage - 1)}…` : grouped;
}
