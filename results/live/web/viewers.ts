import type { ServerResponse } from 'node:http';

/** More pages than anybody watches; each one costs a page's text a second. */
const maxViewers = 50;

/** One open stream of server-sent events (HTML standard, section 9.2). */
interface Viewer {
  response: ServerResponse;
  /** It has not taken what it was sent: it gets nothing more until then. */
  isBehind: boolean;
  /** It missed a state, and gets the latest as soon as it can take it. */
  hasMissed: boolean;
}

/**
 * Those who watch. Each is sent the whole state, and the next one only when it has taken the last: what a
 * slow one misses is left out, so that no more than one state waits for anybody.
 */
export class Viewers {
  readonly #viewers = new Set<Viewer>();
  /** The latest state as an event's text. */
  #latest = '';

  get count(): number {
    return this.#viewers.size;
  }

  get isFull(): boolean {
    return this.#viewers.size >= maxViewers;
  }

  /** Begins a stream on `response`, whose head has been written, with the state as it is. */
  add(response: ServerResponse, state: string): void {
    const viewer: Viewer = { response, isBehind: false, hasMissed: false };
    this.#viewers.add(viewer);
    response.on('close', () => this.#viewers.delete(viewer));
    response.on('error', () => this.#viewers.delete(viewer));
    response.on('drain', () => this.#catchUp(viewer));
    // Milliseconds until a browser tries again when the connection breaks.
    response.write('retry: 1000\n\n');
    this.#write(viewer, event('page', state));
  }

  /** Shows everybody the state, a JSON text. */
  show(state: string): void {
    this.#latest = event('page', state);
    for (const viewer of this.#viewers) this.#offer(viewer);
  }

  /** Sends the last event, a JSON text, to everybody, and resolves when all have taken it or gone. */
  async end(last: string): Promise<void> {
    const text = event('final', last);
    const gone = [...this.#viewers].map(
      ({ response }) => new Promise<void>((resolve) => response.on('close', () => resolve())),
    );
    for (const { response } of this.#viewers) response.end(text);
    await Promise.all(gone);
  }

  #offer(viewer: Viewer): void {
    if (viewer.isBehind) viewer.hasMissed = true;
    else this.#write(viewer, this.#latest);
  }

  #write(viewer: Viewer, text: string): void {
    viewer.isBehind = !viewer.response.write(text);
  }

  #catchUp(viewer: Viewer): void {
    viewer.isBehind = false;
    if (!viewer.hasMissed) return;
    viewer.hasMissed = false;
    this.#write(viewer, this.#latest);
  }
}

/** JSON has no raw line breaks, which would end the data. */
function event(name: string, json: string): string {
  return `event: ${name}\ndata: ${json}\n\n`;
}
