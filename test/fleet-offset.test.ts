import { expect, it, onTestFinished, vi } from 'vitest';
import { systemClock } from '../core/base/clock.js';
import { Bus } from '../core/fleet/bus.js';
import { fleetSubjects, type TimeAnswer } from '../core/fleet/protocol.js';
import { measureOffset } from '../core/fleet/worker-run.js';
import { hasNatsServer, startNats } from './nats-server.fixture.js';

vi.setConfig({ testTimeout: 240_000 });

it.skipIf(!hasNatsServer)(
  'a clock that is ahead or behind is found within 1 ms over a real bus (nats-server)',
  async () => {
    const nats = await startNats();
    onTestFinished(nats.close);
    const [coordinator, worker] = [
      await Bus.connect(nats.url, 'coordinator'),
      await Bus.connect(nats.url, 'worker'),
    ];
    for (const [i, aheadUs] of [-2_500_000, 0, 4_200_000, 17_250.5].entries()) {
      const nowUs = (): number => systemClock.nowUs() + aheadUs;
      coordinator.answer(fleetSubjects(`f${i}`).time, (): TimeAnswer => {
        const receivedUs = nowUs();
        return { receivedUs, answeredUs: nowUs() };
      });
      let found = await measureOffset(worker, `f${i}`);
      // A machine that is busy with other work may delay every probe of a measurement, which then says so.
      while (found.errorUs > 1000) found = await measureOffset(worker, `f${i}`);
      expect(Math.abs(found.offsetUs - aheadUs)).toBeLessThanOrEqual(found.errorUs + 1);
    }
    await Promise.all([coordinator.close(), worker.close()]);
  },
);
