// Makes the library's types one file, `dist/session/index.d.ts`, of the declarations that tsc wrote into
// `dist-modules/`: nobody needs to know where we declare what.
import path from 'node:path';
import { Extractor, ExtractorConfig } from '@microsoft/api-extractor';

const root = path.join(import.meta.dirname, '../..');
const entry = path.join(root, 'dist-modules/session/index.d.ts');
const silent = { default: { logLevel: 'none' } };

const config = ExtractorConfig.prepare({
  packageJsonFullPath: path.join(root, 'package.json'),
  configObject: {
    projectFolder: root,
    mainEntryPointFilePath: entry,
    newlineKind: 'lf',
    compiler: {
      // The extractor's own TypeScript reads them, which is older than ours.
      overrideTsconfig: {
        compilerOptions: {
          ...{ target: 'es2022', lib: ['es2023'], module: 'nodenext', strict: true },
          ...{ types: ['node'], skipLibCheck: true },
        },
        files: [entry],
      },
    },
    apiReport: { enabled: false },
    docModel: { enabled: false },
    dtsRollup: { enabled: true, untrimmedFilePath: path.join(root, 'dist/session/index.d.ts') },
    tsdocMetadata: { enabled: false },
    // They are about tags for its own documenter, and about types that are not exported by name.
    messages: { extractorMessageReporting: silent, tsdocMessageReporting: silent },
  },
});
const { succeeded } = Extractor.invoke(config, {
  localBuild: true,
  // Which TypeScript it brings, each time.
  messageCallback: (message) => {
    if (message.logLevel === 'info') message.handled = true;
  },
});
if (!succeeded) process.exitCode = 1;
