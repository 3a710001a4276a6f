import { request } from 'node:http';
import { type AddressInfo, connect, createServer } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { ReportDocument } from '../../document/document.js';
import { htmlPage } from '../../draw/html/page.js';
import { type FinalState, PageServer } from './page-server.js';
import { openSse } from './sse.fixture.js';

function pageOf(reason: string, filler = ''): ReportDocument {
  const headline = { tone: 'plain' as const, verdict: 'Still running', reason };
  return { title: 'a run', headline: { ...headline, lines: [filler], facts: [] }, sections: [] };
}

/** A server of a page whose reason is what `state.reason` is when it is composed. */
async function serve(filler = '', patienceMs = 3000) {
  const state = { reason: 'first', composed: 0 };
  const server = new PageServer(() => {
    state.composed += 1;
    return pageOf(state.reason, filler);
  }, patienceMs);
  const url = await server.listen(0);
  onTestFinished(() => server.close());
  return { server, url, state };
}

interface Answer {
  status: number | undefined;
  headers: NodeJS.Dict<string | string[]>;
  body: string;
}

function ask(url: string, method = 'GET', headers: Record<string, string> = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method, headers, agent: false }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (chunk: string) => {
        body += chunk;
      });
      response.on('end', () =>
        resolve({ status: response.statusCode, headers: response.headers, body }),
      );
    });
    sent.on('error', reject).end();
  });
}

describe('the server of a page', () => {
  it('answers whoever has the token with the page and its policy', async () => {
    const { url } = await serve();
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/[\w-]{32}\/$/);
    const { status, headers, body } = await ask(url);
    expect(status).toBe(200);
    expect(headers['content-security-policy']).toMatch(
      /^default-src 'none'; script-src 'sha256-\S+'; style-src 'sha256-\S+'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'$/,
    );
    expect(headers).toMatchObject({
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
    });
    expect(headers['access-control-allow-origin']).toBeUndefined();
    expect(body).toContain('<html lang="en" data-events="events">');
    expect(body).toContain('"reason":"first"');
  });

  it('says nothing to who has no token, or another', async () => {
    const { url } = await serve();
    const { origin, pathname } = new URL(url);
    const token = pathname.slice(1, -1);
    const wrong = `${token.slice(0, -1)}${token.endsWith('A') ? 'B' : 'A'}`;
    for (const path of [
      ...['/', '', '/events', '//', '/favicon.ico', `/${wrong}/`, `/${wrong}/events`],
      ...[`/${token}x/`, `/${token.slice(1)}/`, `/x/${token}/`, `/?${token}`, `/${token}`],
      ...[`/${token}/else`, `/${token}/events/`, `/${token}/../`, `/${token}/%2e%2e/`],
    ]) {
      const { status, body } = await ask(`${origin}${path}`);
      expect([path, status, body]).toEqual([path, 404, '']);
    }
  });

  it.each(['evil.example', '127.0.0.1', 'localhost.evil.example', '127.0.0.1:1', '[::1]'])(
    'does not answer to the name %s (DNS rebinding)',
    async (host) => {
      const { url } = await serve();
      expect(await ask(url, 'GET', { host })).toMatchObject({ status: 403, body: '' });
    },
  );

  it('answers to localhost as well', async () => {
    const { url } = await serve();
    const host = new URL(url).host.replace('127.0.0.1', 'localhost');
    expect((await ask(url, 'GET', { host })).status).toBe(200);
  });

  it.each(['POST', 'PUT', 'DELETE', 'HEAD', 'OPTIONS'])('does not take %s', async (method) => {
    const { url } = await serve();
    const { status, headers } = await ask(url, method);
    expect([status, headers.allow]).toEqual([405, 'GET']);
  });

  it('listens on loopback only, and says so where it cannot', async () => {
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void taken.close());
    const { port } = taken.address() as AddressInfo;
    await expect(new PageServer(() => pageOf('x')).listen(port)).rejects.toThrow(
      new RegExp(`^--web: cannot listen on port ${port}: .*EADDRINUSE`),
    );
  });
});

describe('the events of a page', () => {
  it('are its states, each whole, to everybody who watches', async () => {
    const { server, url, state } = await serve();
    const [one, other] = [await openSse(`${url}events`), await openSse(`${url}events`)];
    expect(one.response.headers['content-type']).toBe('text/event-stream');
    for (const stream of [one, other]) {
      const page = JSON.parse((await stream.next('page')).data) as ReportDocument;
      expect(page.headline.reason).toBe('first');
    }
    state.reason = 'line\nbreaks \u2028 and </script>';
    server.refresh();
    for (const stream of [one, other]) {
      const page = JSON.parse((await stream.next('page')).data) as ReportDocument;
      expect(page.headline.reason).toBe(state.reason);
    }
  });

  it('are not composed while nobody watches, and once for all who do', async () => {
    const { server, url, state } = await serve();
    for (let second = 0; second < 20; second++) server.refresh();
    expect(state.composed).toBe(0);
    const streams = await Promise.all([1, 2, 3].map(() => openSse(`${url}events`)));
    await Promise.all(streams.map((stream) => stream.next('page')));
    expect(state.composed).toBe(1);
    server.refresh();
    await Promise.all(streams.map((stream) => stream.next('page')));
    expect(state.composed).toBe(2);
  });

  it('end with the report, which everybody has before the server closes', async () => {
    const { server, url } = await serve();
    const streams = await Promise.all([1, 2].map(() => openSse(`${url}events`)));
    const page = pageOf('all 3 expectations held');
    await server.end(page, 'reprise-x.html');
    for (const stream of streams) {
      await stream.ended;
      const last = JSON.parse(stream.events.at(-1)?.data ?? '') as FinalState;
      expect(stream.events.at(-1)?.name).toBe('final');
      expect(last).toEqual({ page, name: 'reprise-x.html', html: htmlPage(page) });
    }
    await expect(ask(url)).rejects.toThrow(/ECONNREFUSED/);
  });

  it('end at once where nobody watches', async () => {
    const { server, url } = await serve();
    await ask(url);
    const before = performance.now();
    await server.end(pageOf('x'), 'x.html');
    expect(performance.now() - before).toBeLessThan(2000);
  });

  it('do not wait for who does not read, and leave out what it missed', async () => {
    const { server, url, state } = await serve('x'.repeat(500_000));
    const slow = connect(Number(new URL(url).port), '127.0.0.1');
    onTestFinished(() => void slow.destroy());
    slow.write(`GET ${new URL(url).pathname}events HTTP/1.1\r\nHost: ${new URL(url).host}\r\n\r\n`);
    slow.pause();
    const quick = await openSse(`${url}events`);
    await quick.next('page');
    const before = process.memoryUsage().arrayBuffers + process.memoryUsage().external;
    for (let second = 1; second <= 100; second++) {
      state.reason = `second ${second}`;
      server.refresh();
      await quick.next('page');
    }
    const grown = process.memoryUsage().arrayBuffers + process.memoryUsage().external - before;
    // A hundred states are 50 MB; what waits for the slow one is one of them.
    expect(grown).toBeLessThan(20_000_000);
    let text = '';
    slow.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
    });
    slow.resume();
    await expect.poll(() => text.includes('"reason":"second 100"')).toBe(true);
    const reasons = [...text.matchAll(/"reason":"(.*?)"/g)].map(([, reason]) => reason);
    expect(reasons.length).toBeLessThan(20);
    expect(reasons[0]).toBe('first');
  });

  it('do not keep the command for who does not read the last', async () => {
    const { server, url } = await serve('x'.repeat(8_000_000), 300);
    const slow = connect(Number(new URL(url).port), '127.0.0.1');
    slow.on('error', () => {});
    onTestFinished(() => void slow.destroy());
    slow.write(`GET ${new URL(url).pathname}events HTTP/1.1\r\nHost: ${new URL(url).host}\r\n\r\n`);
    slow.once('data', () => slow.pause());
    const other = await openSse(`${url}events`);
    await other.next('page');
    const before = performance.now();
    await server.end(pageOf('x', 'y'.repeat(8_000_000)), 'x.html');
    expect(performance.now() - before).toBeGreaterThan(290);
    expect(performance.now() - before).toBeLessThan(10_000);
  });

  it('are for so many at once and no more', async () => {
    const { url } = await serve();
    const streams = await Promise.all(Array.from({ length: 50 }, () => openSse(`${url}events`)));
    expect(streams.every(({ response }) => response.statusCode === 200)).toBe(true);
    expect((await ask(`${url}events`)).status).toBe(503);
    streams[0]?.close();
    await expect.poll(async () => (await openSse(`${url}events`)).response.statusCode).toBe(200);
  });
});
