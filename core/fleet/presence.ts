import { accountOf } from '../invoke/account.js';
import type { ClientSettings } from '../invoke/client.js';
import { profileWithMfa } from '../invoke/mfa.js';
import type { Bus } from './bus.js';
import { fleetSubjects, type Hello, type Here, type Who } from './protocol.js';
import type { WorkerOptions } from './worker-options.js';

/** Whose credentials they are is asked of their source only: nothing is to be invoked, so STS is not asked. */
const nowhere: ClientSettings = {
  ...{ region: 'us-east-1', endpointUrl: 'http://localhost' },
  ...{ maxInFlight: 1, timeoutMs: 5000, connectTimeoutMs: 5000 },
};

/** Answers whoever wants to know who is there, for as long as there is a bus. */
export function answerWho(
  bus: Pick<Bus, 'listen' | 'tell'>,
  { id }: Hello,
  { fleet, account: named }: Pick<WorkerOptions, 'fleet' | 'account'>,
): void {
  const { who, here } = fleetSubjects(fleet);
  let account = named;
  // Nobody is asked for a code because somebody else wants to know.
  let isAsked = named !== undefined || profileWithMfa(undefined, process.env) !== undefined;
  bus.listen<Who>(who, ({ sentUs }) => {
    bus.tell(here, { id, sentUs, atUs: Date.now() * 1000, account } satisfies Here);
    if (isAsked) return;
    isAsked = true;
    // The next answer has it.
    void accountOf(nowhere)
      .then((found) => {
        account = found;
      })
      .catch(() => {});
  });
}
