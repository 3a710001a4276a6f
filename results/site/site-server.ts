import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { messageOf, RepriseError } from '../../core/base/errors.js';
import type { ReportDocument } from '../document/document.js';
import { htmlPage, livePage, pagePolicy } from '../draw/html/page.js';
import { commonHeaders, pathBelow, refuse } from '../live/web/loopback.js';
import { WatchedPages } from './watched-pages.js';

/** What is shown: its pages, and which of them still change. */
export interface ServedSite {
  /** The page of that name; undefined where there is none. */
  page(place: string): ReportDocument | undefined;
  /** Whether that page is of a run that goes on. */
  isLive(place: string): boolean;
}

/** Ends the address of a page's states, beside the page's own. */
const eventsEnd = '.events';

/** Serves the pages of a site on loopback, to whoever has its address: as they are when they are asked for. */
export class SiteServer {
  readonly #server: Server;
  readonly #token = randomBytes(24).toString('base64url');
  readonly #site: ServedSite;
  readonly #watched: WatchedPages;

  /** `everyMs` is how often who looks at a run that goes on is shown how far it has come. */
  constructor(site: ServedSite, everyMs?: number) {
    this.#site = site;
    this.#watched = new WatchedPages((place) => {
      const page = site.page(place);
      return page && { page, isLive: site.isLive(place) };
    }, everyMs);
    this.#server = createServer((request, response) => this.#answer(request, response));
  }

  /** Begins to listen and gives the first page's address. `port` 0: a free one. Throws `RepriseError`. */
  async listen(port: number): Promise<string> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', (error) =>
        reject(
          new RepriseError(`Cannot listen on port ${port}: ${messageOf(error)}`, {
            hint: 'Name another port with --port, or none for a free one.',
            cause: error,
          }),
        ),
      );
      this.#server.listen({ port, host: '127.0.0.1' }, resolve);
    });
    return `http://127.0.0.1:${this.#port}/${this.#token}/`;
  }

  /** Ends at once, whoever looks. */
  close(): void {
    this.#watched.close();
    this.#server.close();
    this.#server.closeAllConnections();
  }

  get #port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const path = pathBelow(this.#token, this.#port, request);
    if (typeof path === 'number') refuse(response, path);
    else if (path.endsWith(eventsEnd)) this.#watch(response, path);
    else this.#send(response, path);
  }

  #watch(response: ServerResponse, path: string): void {
    const place = `${path.slice(0, -eventsEnd.length)}.html`;
    if (!this.#watched.add(place, response, commonHeaders)) refuse(response, 404);
  }

  #composed(path: string): ReportDocument | 404 | 500 {
    try {
      return this.#site.page(path) ?? 404;
    } catch (error) {
      process.stderr.write(`${path}: ${messageOf(error)}\n`);
      return 500;
    }
  }

  #send(response: ServerResponse, path: string): void {
    const page = this.#composed(path);
    if (typeof page === 'number') {
      refuse(response, page);
      return;
    }
    const isLive = this.#site.isLive(path);
    response.writeHead(200, {
      ...commonHeaders,
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': `${pagePolicy(isLive ? 'live' : 'file')}; frame-ancestors 'none'`,
    });
    const events = path.replace(/\.html$/, eventsEnd);
    response.end(isLive ? livePage(page, events) : htmlPage(page));
  }
}
