import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { messageOf, RepriseError } from '../../../core/base/errors.js';
import type { ReportDocument } from '../../document/document.js';
import { htmlPage, livePage, pagePolicy } from '../../draw/html/page.js';
import { commonHeaders, pathBelow, refuse } from './loopback.js';
import { Viewers } from './viewers.js';

/** What a viewer gets at the end: the page, and the same as a file that stands by itself. */
export interface FinalState {
  page: ReportDocument;
  /** For the file: `reprise-20261123-141502-k3f.html`. */
  name: string;
  html: string;
}

/** How long viewers may take for the last page before they are cut off. */
const usualPatienceMs = 3000;

/**
 * Serves a page that changes, on loopback, to whoever has its address: the token in the path is the only
 * way in (`pathBelow`).
 */
export class PageServer {
  readonly #server: Server;
  readonly #viewers = new Viewers();
  readonly #token = randomBytes(24).toString('base64url');
  /** The page as it is; composed only when somebody looks. */
  readonly #compose: () => ReportDocument;
  readonly #patienceMs: number;
  #state: string | undefined;
  #final: string | undefined;

  constructor(compose: () => ReportDocument, patienceMs: number = usualPatienceMs) {
    this.#compose = compose;
    this.#patienceMs = patienceMs;
    this.#server = createServer((request, response) => this.#answer(request, response));
  }

  /** Begins to listen and gives the page's address. `port` 0: a free one. Throws `RepriseError`. */
  async listen(port: number): Promise<string> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', (error) => reject(cannotListen(port, error)));
      this.#server.listen({ port, host: '127.0.0.1' }, resolve);
    });
    return `http://127.0.0.1:${this.#port}/${this.#token}/`;
  }

  /** The page has changed: everybody who watches is shown it. */
  refresh(): void {
    this.#state = undefined;
    if (this.#viewers.count > 0) this.#viewers.show(this.#current());
  }

  /** Shows everybody the last page; resolves when they have it, or after some seconds. Then closes. */
  async end(page: ReportDocument, name: string): Promise<void> {
    this.#state = JSON.stringify(page);
    this.#final = JSON.stringify({ page, name, html: htmlPage(page) } satisfies FinalState);
    const timer = setTimeout(() => this.#server.closeAllConnections(), this.#patienceMs);
    await this.#viewers.end(this.#final);
    clearTimeout(timer);
    this.close();
  }

  /** Ends at once, whoever watches. */
  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  get #port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  #current(): string {
    this.#state ??= JSON.stringify(this.#compose());
    return this.#state;
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const path = this.#pathOf(request);
    if (typeof path === 'number') refuse(response, path);
    else if (path === '') this.#sendPage(response);
    else this.#sendEvents(response);
  }

  /** What is asked for, below the token, or with which status that is refused. */
  #pathOf(request: IncomingMessage): '' | 'events' | number {
    const path = pathBelow(this.#token, this.#port, request);
    if (typeof path === 'number') return path;
    if (path !== '' && path !== 'events') return 404;
    return path === 'events' && this.#viewers.isFull ? 503 : path;
  }

  #sendPage(response: ServerResponse): void {
    const page = JSON.parse(this.#current()) as ReportDocument;
    const text = this.#final === undefined ? livePage(page, 'events') : htmlPage(page);
    response.writeHead(200, {
      ...commonHeaders,
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': `${pagePolicy('live')}; frame-ancestors 'none'`,
    });
    response.end(text);
  }

  #sendEvents(response: ServerResponse): void {
    response.writeHead(200, { ...commonHeaders, 'content-type': 'text/event-stream' });
    if (this.#final === undefined) this.#viewers.add(response, this.#current());
    else response.end(`event: final\ndata: ${this.#final}\n\n`);
  }
}

function cannotListen(port: number, error: unknown): RepriseError {
  return new RepriseError(`--web: cannot listen on port ${port}: ${messageOf(error)}`, {
    hint: 'Name another port, or none for a free one.',
    cause: error,
  });
}
