import type { BenchContext } from './benchmark.js';
import { jobOf } from './load/contenders.js';
import { clientCore, serverCore } from './load/pin.js';
import { streamedAnswer, wholeAnswer } from './server/answer.js';
import type { BenchServer } from './server/bench-server.js';
import { enter, inTurn, measureJob } from './throughput.js';

/** Responses by their length: how many chunks they are streamed in. */
const responses = [
  { name: '40 B', bytes: 40, chunks: 1 },
  { name: '64 KiB', bytes: 64 * 1024, chunks: 8 },
  { name: '1 MiB', bytes: 1024 * 1024, chunks: 64 },
] as const;

const contenders = ['fastLane', 'sdkLane', 'bareSdkLoop'] as const;
const ways = ['whole', 'streamed'] as const;

/**
 * What it costs to stream a response instead of taking it whole, by both clients and by the SDK alone: the
 * same payloads, the same responses, in turn. Rates are the servers' as much as the generators' for
 * all but the shortest response; CPU time is what tells.
 */
export async function streaming(context: BenchContext): Promise<void> {
  const { workspace, options } = context;
  for (const response of responses) {
    const { name, bytes, chunks } = response;
    const payload = JSON.stringify('x'.repeat(bytes - 2));
    const answers = { whole: wholeAnswer(payload), streamed: streamedAnswer(payload, chunks) };
    const servers = {} as Record<(typeof ways)[number], BenchServer>;
    for (const way of ways) {
      const answer = { name: `${way}-${bytes}`, bytes: answers[way] };
      servers[way] = await workspace.startServer({ core: serverCore, answer });
    }
    for (let round = 0; round < (options.rounds ?? 3); round++) {
      for (const contender of inTurn(contenders, round)) {
        await measureBothWays(context, servers, contender, name);
      }
    }
    compare(context, name);
  }
}

async function measureBothWays(
  context: BenchContext,
  servers: Record<(typeof ways)[number], BenchServer>,
  contender: (typeof contenders)[number],
  response: string,
): Promise<void> {
  const cpuUs: number[] = [];
  for (const way of ways) {
    const job = { ...jobOf(context, servers[way], contender), isStreamed: way === 'streamed' };
    const stretch = await measureJob(context, servers[way], job, clientCore);
    enter(context, `${contender} ${way} ${response}`, stretch);
    cpuUs.push(stretch.cpuUs);
  }
  const [whole = 0, streamed = 0] = cpuUs;
  context.figures.add(`added cpu ${contender} ${response}`, 'us/inv', streamed - whole);
}

function compare({ figures }: BenchContext, response: string): void {
  const of = (contender: string): string => `${contender} streamed ${response}`;
  for (const contender of ['fastLane', 'sdkLane']) {
    figures.ratio(of(contender), of('bareSdkLoop'));
    figures.ratio(
      `cpu ${of('bareSdkLoop')}`,
      `cpu ${of(contender)}`,
      `cpu bareSdkLoop/${contender} streamed ${response}`,
    );
  }
}
