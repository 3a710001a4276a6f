import {
  type CallRecording,
  type RecordCallsOptions,
  recordCalls,
} from '../../core/proxy/record-calls.js';
import { formatCount } from '../../core/quantity/format.js';
import { createStyle, wantsColour } from '../../results/draw/terminal/style.js';
import { ProxyLine } from './proxy-line.js';

/** Records through a proxy until Ctrl-C, and says what came of it. */
export async function runProxy(options: Omit<RecordCallsOptions, 'onTrouble'>): Promise<void> {
  const line = new ProxyLine(process.stderr);
  const style = createStyle(wantsColour(process.stderr, process.env));
  const say = (text: string): void => {
    line.clear();
    process.stderr.write(`${text}\n`);
  };
  const recording = await recordCalls({
    ...options,
    onTrouble: (message) =>
      say(`${style.yellow('not recording')}: ${message} Calls are passed on all the same.`),
  });
  const stop = untilSignals(recording, say);
  introduce(recording, options, say);
  const redraw = setInterval(() => line.show(recording.counts), 250);
  await stop;
  await recording.proxy.close();
  clearInterval(redraw);
  line.clear();
  process.stdout.write(`${summary(recording, options.name)}\n`);
}

function introduce(
  { proxy }: CallRecording,
  { name, host }: Pick<RecordCallsOptions, 'name' | 'host'>,
  say: (text: string) => void,
): void {
  const { bold, dim, yellow } = createStyle(wantsColour(process.stderr, process.env));
  const { url, region, accessKeyId } = proxy.upstream;
  say(
    [
      `${bold('Recording proxy')} at ${bold(proxy.url)}, recording as ${bold(name)}`,
      `for ${url} (${region}), signed as ${accessKeyId}`,
      ...(isLoopback(host)
        ? []
        : [yellow(`Whoever reaches ${host} can invoke with these credentials.`)]),
      '',
      dim('# point an application at it:'),
      `export AWS_ENDPOINT_URL_LAMBDA=${proxy.url}`,
      '',
      dim('Ctrl-C ends it.'),
    ].join('\n'),
  );
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host.startsWith('127.');
}

/** The first signal lets what is in flight end, the second cuts it off, the third ends the process. */
function untilSignals({ proxy }: CallRecording, say: (text: string) => void): Promise<void> {
  const names = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  return new Promise((resolve) => {
    let signals = 0;
    const onSignal = (): void => {
      signals += 1;
      if (signals === 1) {
        const { inFlight } = proxy.counts;
        if (inFlight > 0)
          say(`Stopping after ${formatCount(inFlight)} in flight. Ctrl-C again ends them.`);
        resolve();
        return;
      }
      proxy.abortAll();
      for (const name of names) process.off(name, onSignal);
    };
    for (const name of names) process.on(name, onSignal);
  });
}

function summary({ counts }: CallRecording, name: string): string {
  const { committed, lost, otherCalls } = counts;
  const count = (n: number, noun: string): string =>
    `${formatCount(n)} ${noun}${n === 1 ? '' : 's'}`;
  const parts = [
    `Recorded ${count(committed, 'invocation')} as ${name}`,
    otherCalls > 0 ? `; passed on ${count(otherCalls, 'other call')}` : '',
    lost > 0 ? `; ${formatCount(lost)} could not be recorded` : '',
  ];
  return `${parts.join('')}.`;
}
