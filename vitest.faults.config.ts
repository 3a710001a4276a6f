import { defineConfig } from 'vitest/config';
import { FaultTable } from './test/faults/fault-table.js';

/** `npm run test:faults`: what machines, networks and people do to the built program. See docs/reliability.md. */
export default defineConfig({
  test: {
    globalSetup: ['test/build.setup.ts'],
    include: ['test/faults/**/*.fault.ts'],
    env: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
    reporters: ['default', new FaultTable()],
    maxWorkers: 2,
    // Only what hangs is to fail: a busy machine may take its time.
    testTimeout: 180_000,
    hookTimeout: 180_000,
  },
});
