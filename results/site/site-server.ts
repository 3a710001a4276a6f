import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { messageOf, RepriseError } from '../../core/base/errors.js';
import type { ReportDocument } from '../document/document.js';
import { htmlPage, pagePolicy } from '../draw/html/page.js';
import { commonHeaders, pathBelow, refuse } from '../live/web/loopback.js';

/** Serves the pages of a site on loopback, to whoever has its address: as they are when they are asked for. */
export class SiteServer {
  readonly #server: Server;
  readonly #token = randomBytes(24).toString('base64url');
  readonly #pageOf: (place: string) => ReportDocument | undefined;

  /** `pageOf` gives the page of a name, or undefined where there is none. */
  constructor(pageOf: (place: string) => ReportDocument | undefined) {
    this.#pageOf = pageOf;
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
    this.#server.close();
    this.#server.closeAllConnections();
  }

  get #port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const path = pathBelow(this.#token, this.#port, request);
    const page = typeof path === 'number' ? path : this.#composed(path);
    if (typeof page === 'number') refuse(response, page);
    else this.#send(response, page);
  }

  #composed(path: string): ReportDocument | 404 | 500 {
    try {
      return this.#pageOf(path) ?? 404;
    } catch (error) {
      process.stderr.write(`${path}: ${messageOf(error)}\n`);
      return 500;
    }
  }

  #send(response: ServerResponse, page: ReportDocument): void {
    response.writeHead(200, {
      ...commonHeaders,
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': `${pagePolicy('file')}; frame-ancestors 'none'`,
    });
    response.end(htmlPage(page));
  }
}
