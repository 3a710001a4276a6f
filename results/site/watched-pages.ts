import type { ServerResponse } from 'node:http';
import type { ReportDocument } from '../document/document.js';
import { htmlPage } from '../draw/html/page.js';
import type { FinalState } from '../live/web/page-server.js';
import { Viewers } from '../live/web/viewers.js';

/** A page as it is, and whether it will still change; undefined where there is none any more. */
type Look = (place: string) => { page: ReportDocument; isLive: boolean } | undefined;

/** A page is read from the database and sent whole: often enough to watch by, and cheap beside a run. */
const usualEveryMs = 2000;

/** The pages that somebody has open and that still change: each is sent anew until it is final. */
export class WatchedPages {
  readonly #look: Look;
  readonly #everyMs: number;
  readonly #watched = new Map<string, Viewers>();
  #timer: NodeJS.Timeout | undefined;

  constructor(look: Look, everyMs: number = usualEveryMs) {
    this.#look = look;
    this.#everyMs = everyMs;
  }

  /** Begins to send the page's states on `response`; gives false where there is no such page, or no room. */
  add(place: string, response: ServerResponse, head: Record<string, string>): boolean {
    const state = this.#look(place);
    const viewers = this.#watched.get(place) ?? new Viewers();
    if (state === undefined || viewers.isFull) return false;
    response.writeHead(200, { ...head, 'content-type': 'text/event-stream' });
    viewers.add(response, JSON.stringify(state.page));
    this.#watched.set(place, viewers);
    this.#timer ??= setInterval(() => this.#refresh(), this.#everyMs);
    return true;
  }

  /** Nothing is sent any more. */
  close(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#watched.clear();
  }

  #refresh(): void {
    for (const [place, viewers] of this.#watched) {
      if (viewers.count === 0) this.#watched.delete(place);
      else this.#show(place, viewers);
    }
    if (this.#watched.size === 0) this.close();
  }

  /** A database that cannot be read now can perhaps be read in two seconds. */
  #show(place: string, viewers: Viewers): void {
    const state = this.#attempt(place);
    if (state === undefined) return;
    if (state.isLive) {
      viewers.show(JSON.stringify(state.page));
      return;
    }
    this.#watched.delete(place);
    const { page } = state;
    const final: FinalState = { page, name: `reprise-${place}`, html: htmlPage(page) };
    void viewers.end(JSON.stringify(final));
  }

  #attempt(place: string): ReturnType<Look> {
    try {
      return this.#look(place);
    } catch {
      return undefined;
    }
  }
}
