import { defineConfig } from 'vitest/config';

const directories = '{bench,cmd,core,local,recorder,results,scenarios,session}';

/** They watch what is collected or kept in the memory of their process: nothing else may be in it. */
const alone = ['core/drive/payload-feed.test.ts', 'results/live/web/page-server.test.ts'];

const common = {
  setupFiles: ['test/properties.setup.ts'],
  env: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
  // Only what hangs is to fail: a busy machine may take its time.
  testTimeout: 60_000,
  hookTimeout: 60_000,
};

export default defineConfig({
  test: {
    globalSetup: ['test/build.setup.ts'],
    // Whole-program tests mostly wait, for child processes and for time: four files at once fill two cores.
    maxWorkers: 4,
    projects: [
      {
        // A process that has loaded the modules goes on to the next file: a third of the time is saved.
        test: {
          ...common,
          name: 'beside',
          include: [`${directories}/**/*.test.ts`],
          exclude: alone,
          isolate: false,
        },
      },
      { test: { ...common, name: 'whole', include: ['test/**/*.test.ts', ...alone] } },
    ],
  },
});
