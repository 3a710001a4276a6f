import { type ServerResponse, STATUS_CODES } from 'node:http';
import type { LocalClock } from '../clock.js';
import type { FaultConfig, FaultEffect, LocalLambdaConfig } from '../config.js';
import { writeAnswer } from '../http/answer.js';
import { type ModelledException, type Refusal, refuse } from '../http/exceptions.js';
import type { Exchange } from '../http/exchange.js';
import { FaultPlan } from './faults.js';

/** The injector of a configuration; undefined when it has no faults. */
export function createFaultInjector(
  { faults = [], functions, seed }: LocalLambdaConfig,
  clock: LocalClock,
): FaultInjector | undefined {
  const byFunction: Record<string, FaultConfig[]> = {};
  for (const [name, settings] of Object.entries(functions)) {
    if (settings.faults !== undefined) byFunction[name] = settings.faults;
  }
  if (faults.length === 0 && Object.keys(byFunction).length === 0) return undefined;
  return new FaultInjector(new FaultPlan(faults, byFunction, seed, clock), clock);
}

/** Makes invocations go wrong on the wire. */
export class FaultInjector {
  readonly #plan: FaultPlan;
  readonly #clock: LocalClock;

  constructor(plan: FaultPlan, clock: LocalClock) {
    this.#plan = plan;
    this.#clock = clock;
  }

  /**
   * Does what the plan has for an invocation that has just arrived. True: that was its answer, and
   * the function must not run. False: nothing happens to it, or what happens happens to its answer.
   */
  inject(exchange: Exchange, functionName: string): boolean {
    const effect = this.#plan.decide(functionName);
    if (effect === undefined) return false;
    const { response } = exchange;
    switch (effect.kind) {
      case 'slowBody':
        slowDown(response, effect.overS * 1000, this.#clock);
        return false;
      case 'truncatedBody':
        truncate(response);
        return false;
      default:
        answerWith(exchange, effect);
        return true;
    }
  }
}

type Answering = Exclude<FaultEffect, { kind: 'slowBody' | 'truncatedBody' }>;

function answerWith(exchange: Exchange, effect: Answering): void {
  const { response } = exchange;
  switch (effect.kind) {
    case 'exception':
      writeAnswer(exchange, exception(effect));
      break;
    case 'status':
      response.writeHead(effect.status, { 'Content-Length': '0' }).end();
      break;
    case 'html':
      writeHtml(response, effect.status);
      break;
    case 'reset':
      // Not the response's socket: it has none while the one before on this connection is open.
      exchange.request.socket.resetAndDestroy();
      break;
    case 'hang':
      // The connection stays as it is until its client has enough, or the server is closed.
      break;
  }
}

/** Members that the API model gives an exception beside Type and message, where none are asked for. */
const defaultMembers: Partial<Record<ModelledException, Record<string, string>>> = {
  TooManyRequestsException: { Reason: 'CallerRateLimitExceeded' },
  EC2UnexpectedException: { EC2ErrorCode: 'InternalError' },
};

function exception(effect: FaultEffect & { kind: 'exception' }): Refusal {
  const { name, message = `An injected ${name}.`, retryAfterSeconds } = effect;
  const refusal = refuse(name, message, { ...defaultMembers[name], ...effect.members });
  return retryAfterSeconds === undefined ? refusal : { ...refusal, retryAfterSeconds };
}

function writeHtml(response: ServerResponse, status: number): void {
  const title = `${status} ${STATUS_CODES[status] ?? ''}`.trim();
  const page = `<html>\r\n<head><title>${title}</title></head>\r\n<body>\r\n<center><h1>${title}</h1></center>\r\n</body>\r\n</html>\r\n`;
  const head = { 'Content-Type': 'text/html', 'Content-Length': String(Buffer.byteLength(page)) };
  response.writeHead(status, head).end(page);
}

/** In how many pieces a slow body comes. */
const slowPieces = 10;

/** The head goes out at once, the body in even pieces over `overMs`, the last one at its end. */
function slowDown(response: ServerResponse, overMs: number, clock: LocalClock): void {
  interceptEnd(response, (body, end) => {
    const start = (piece: number): number => Math.floor((piece * body.length) / slowPieces);
    const sendFrom = (piece: number): void => {
      if (piece === slowPieces - 1) {
        end(body.subarray(start(piece)));
        return;
      }
      response.write(body.subarray(start(piece), start(piece + 1)));
      cancel = clock.after(overMs / slowPieces, () => sendFrom(piece + 1));
    };
    let cancel = clock.after(overMs / slowPieces, () => sendFrom(0));
    response.flushHeaders();
    response.once('close', () => cancel());
  });
}

/** The head promises the whole body; half of it comes. Without a body, nothing comes. */
function truncate(response: ServerResponse): void {
  const breakOff = (): void => void response.req.socket.destroy();
  interceptEnd(response, (body) => {
    if (body.length === 0) breakOff();
    else response.write(body.subarray(0, Math.floor(body.length / 2)), breakOff);
  });
}

/** Lets `instead` send what a response is ended with. */
function interceptEnd(
  response: ServerResponse,
  instead: (body: Buffer, end: (rest: Buffer) => void) => void,
): void {
  const end = response.end.bind(response);
  const spoiled = (body?: string | Buffer, encoding?: BufferEncoding): ServerResponse => {
    const bytes =
      typeof body === 'string' ? Buffer.from(body, encoding) : (body ?? Buffer.alloc(0));
    instead(bytes, (rest) => end(rest));
    return response;
  };
  Object.assign(response, { end: spoiled });
}
