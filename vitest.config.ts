import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{bench,cmd,core,local,recorder,results,scenarios,session,test}/**/*.test.ts'],
    globalSetup: ['test/build.setup.ts'],
    setupFiles: ['test/properties.setup.ts'],
    env: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
    testTimeout: 20_000,
    // Whole-program tests mostly wait for child processes: three files at once fill two cores.
    maxWorkers: 3,
  },
});
