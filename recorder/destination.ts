import type { Settings } from './options.js';

/** Takes lines, one event each. Nothing it does throws. */
export interface LineWriter {
  write(createLine: () => string): void;
  /** Tells the log what went wrong, the first time that it does. */
  trouble(thrown: unknown): void;
}

/** Writes at once, so that nothing is left when Lambda freezes the process after the response. */
export function createLineWriter({ destination, maxBytes }: Settings): LineWriter {
  let isTroubled = false;
  const trouble = (thrown: unknown): void => {
    if (isTroubled) return;
    isTroubled = true;
    try {
      console.warn(`reprise: not recording: ${thrown instanceof Error ? thrown.message : thrown}`);
    } catch {
      // There is nobody left to tell.
    }
  };
  const write = (createLine: () => string): void => {
    try {
      const line = createLine();
      const sizeBytes = Buffer.byteLength(line);
      if (sizeBytes > maxBytes) skip(line, sizeBytes, maxBytes);
      else if (destination === 'log') console.log(line);
      else append(destination.file, line);
    } catch (thrown) {
      trouble(thrown);
    }
  };
  return { write, trouble };
}

/** Not JSON, so that no importer takes it for an event. */
function skip(line: string, sizeBytes: number, maxBytes: number): void {
  const requestId = /"requestId":"([^"]*)"/.exec(line.slice(0, 4096))?.[1] ?? 'unknown';
  console.warn(
    `reprise: skipped an event: ${sizeBytes} bytes, maxBytes ${maxBytes}, request ${requestId}`,
  );
}

/** Loaded on first use: a function that records to its log needs no file system. */
function append(path: string, line: string): void {
  process.getBuiltinModule('node:fs').appendFileSync(path, `${line}\n`, { mode: 0o600 });
}
