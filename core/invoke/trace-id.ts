const traceLine = 'XRAY TraceId: ';
const traceId = /^1-[0-9a-f]{8}-[0-9a-f]{24}/;

/**
 * The X-Ray trace that the line after a REPORT names (`XRAY TraceId: 1-…	SegmentId: …`): of functions
 * with active tracing. Undefined where the text from `at` on says nothing of it.
 */
export function traceIdAt(text: Buffer, at: number, to: number): string | undefined {
  if (at >= to || text[at] !== 0x58) return undefined;
  const line = text.toString('latin1', at, Math.min(to, at + traceLine.length + 35));
  return line.startsWith(traceLine) ? traceIn(line.slice(traceLine.length)) : undefined;
}

/** The same in `Root=1-…;Parent=…`, as a `platform.report` record has it. */
export function traceIdOfRoot(value: unknown): string | undefined {
  return typeof value === 'string' ? traceIn(value.replace(/^Root=/, '')) : undefined;
}

/** What begins a trace, recorded whatever X-Ray's own sampling says (AWS X-Ray developer guide, "Tracing header"). */
export function traceHeaderOf(traceId: string): string {
  return `Root=${traceId};Sampled=1`;
}

function traceIn(text: string): string | undefined {
  return traceId.exec(text)?.[0];
}
