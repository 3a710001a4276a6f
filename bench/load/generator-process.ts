import type { ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { defined } from '../../core/base/defined.js';
import {
  credentials,
  type GeneratorFigures,
  type GeneratorJob,
  type GeneratorNews,
  type GeneratorOrder,
} from './job.js';
import { spawnPinned } from './pin.js';

export interface GeneratorOptions {
  /** The core it is held to; absent: any. */
  core?: number;
  /** PEM of a certificate to trust. */
  caFile?: string | undefined;
}

const program = fileURLToPath(new URL('generator.js', import.meta.url));

/** A generator in a process of its own. */
export class GeneratorProcess {
  readonly ended: Promise<GeneratorFigures>;
  /** Time 0 of its load, on the clock of `process.hrtime`. */
  startedUs = 0;
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess) {
    this.#child = child;
    this.ended = this.#next('ended').then(({ figures }) => figures);
    // Whoever awaits it hears of it; meanwhile it is no unhandled rejection.
    this.ended.catch(() => {});
  }

  /** Starts it, and waits until it sends. */
  static async start(job: GeneratorJob, options: GeneratorOptions = {}): Promise<GeneratorProcess> {
    const child = spawnPinned(
      [process.execPath, ...profiling(job), program, JSON.stringify(job)],
      options.core,
      {
        stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
        // Histograms hold typed arrays, which JSON does not know.
        serialization: 'advanced',
        env: generatorEnv(options.caFile),
      },
    );
    const generator = new GeneratorProcess(child);
    const { atUs } = await generator.#next('started');
    generator.startedUs = atUs;
    return generator;
  }

  /** CPU time of its process so far, as it says itself. */
  async cpuUs(): Promise<number> {
    const answer = this.#next('cpu');
    this.#order('cpu');
    return (await answer).us;
  }

  /** Ends its load; resolves with what it has to say. */
  end(): Promise<GeneratorFigures> {
    this.#order('end');
    return this.ended;
  }

  /** Holds its whole process, as a machine does that sleeps, and lets it go on. */
  async freeze(ms: number): Promise<void> {
    this.#child.kill('SIGSTOP');
    await new Promise((resolve) => setTimeout(resolve, ms));
    this.#child.kill('SIGCONT');
  }

  #order(order: GeneratorOrder): void {
    this.#child.send(order);
  }

  #next<Type extends GeneratorNews['type']>(
    type: Type,
  ): Promise<Extract<GeneratorNews, { type: Type }>> {
    return new Promise((resolve, reject) => {
      const onMessage = (news: GeneratorNews): void => {
        if (isOf(news, type)) settle(() => resolve(news));
        else if (news.type === 'failed') settle(() => reject(new Error(news.message)));
      };
      const onExit = (): void => settle(() => reject(new Error('a generator ended too early')));
      const settle = (outcome: () => void): void => {
        this.#child.off('message', onMessage).off('exit', onExit);
        outcome();
      };
      this.#child.on('message', onMessage).on('exit', onExit);
    });
  }
}

function isOf<Type extends GeneratorNews['type']>(
  news: GeneratorNews,
  type: Type,
): news is Extract<GeneratorNews, { type: Type }> {
  return news.type === type;
}

/** Credentials as a user has them, and none of this machine's settings that lead elsewhere. */
export function generatorEnv(caFile?: string): NodeJS.ProcessEnv {
  const { PATH, HOME } = process.env;
  return {
    ...{ PATH, HOME },
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    ...defined({ NODE_EXTRA_CA_CERTS: caFile }),
  };
}

/** `BENCH_PROFILE=FOLDER`: a CPU profile of each generator process, for Chrome's DevTools. */
function profiling({ kind, client }: GeneratorJob): string[] {
  const folder = process.env.BENCH_PROFILE;
  return folder ? ['--cpu-prof', `--cpu-prof-dir=${folder}/${kind}-${client}`] : [];
}
