import { createRequire } from 'node:module';
import yargs from 'yargs';
import { hideBin } from 'yargs/helpers';
import { onMfaCode } from '../core/invoke/mfa.js';
import { askMfaCode } from './ask-mfa-code.js';
import { capacityCommand } from './capacity.js';
import { checkCommand } from './check.js';
import { compareCommand } from './compare.js';
import { completionCommand } from './completion.js';
import { doctorCommand } from './doctor.js';
import { type Environment, takeEnvironment } from './environment.js';
import { fleetCommand } from './fleet.js';
import { followCommand } from './follow.js';
import { takeHelp } from './help-words.js';
import { iamCommand } from './iam.js';
import { importConfigCommand } from './import-config.js';
import { initCommand } from './init.js';
import { localCommand } from './local.js';
import { unverifiedWarning } from './options/trust-options.js';
import { printError } from './print-error.js';
import { reconcileCommand } from './reconcile.js';
import { takeHashKey } from './record/hash-key.js';
import { recordCommand } from './record.js';
import { recordingsCommand } from './recordings.js';
import { reportCommand } from './report.js';
import { runCommand } from './run.js';
import { runsCommand } from './runs.js';
import { uiCommand } from './ui.js';
import { drawNoHelpAhead, refusing } from './usage-error.js';
import { workerCommand } from './worker.js';

// The SDK prints a warning about Node 20 on first use; the versions pinned here support it.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';

const { version } = createRequire(import.meta.url)('../../package.json') as { version: string };

/** The command line as yargs is to read it; what a shell asks to complete is left as it is. */
function readArguments(args: string[], env: NodeJS.ProcessEnv): Environment {
  if (args[0] === '--get-yargs-completions') return { args, taken: [], notes: [] };
  return takeEnvironment(takeHelp(args), env);
}

takeHashKey();
onMfaCode((mfaSerial) => askMfaCode(mfaSerial));
const environment = readArguments(hideBin(process.argv), process.env);
for (const note of environment.notes) process.stderr.write(`${note}\n`);

const cli = yargs(environment.args)
  .scriptName('reprise')
  .usage(
    '$0 <command>\n\nRecord the events AWS Lambda functions receive, replay them at a chosen rate,\nand know whether the function holds.',
  )
  .command(runCommand)
  .command(checkCommand)
  .command(compareCommand)
  .command(capacityCommand)
  .command(recordCommand)
  .command(recordingsCommand)
  .command(runsCommand)
  .command(reportCommand)
  .command(uiCommand)
  .command(followCommand)
  .command(reconcileCommand)
  .command(localCommand)
  .command(initCommand)
  .command(importConfigCommand)
  .command(iamCommand)
  .command(doctorCommand)
  .command(completionCommand)
  .command(workerCommand)
  .command(fleetCommand)
  .middleware(({ verifySsl }) => {
    if (verifySsl === false) process.stderr.write(unverifiedWarning);
  })
  .demandCommand(1, 'Say what to do: a command is missing.')
  .option('color', {
    type: 'boolean',
    describe: 'Colour, also with NO_COLOR set or without a terminal',
    global: true,
    hidden: true,
  })
  .example('$0 run --example quickstart', 'a first run, against a local Lambda')
  .example('$0 record import events/ --as friday', 'payloads from files into reprise.db')
  .example(
    '$0 run --function checkout:live --recording friday --rate 200/s --for 2m',
    'no file needed',
  )
  .example('$0 report last --out json=-', 'the last run again, as JSON')
  .epilogue(
    'Exit codes: 0 pass, 99 expectation failed, 100 too little data, 104 invalid input, 105 interrupted, 108 aborted by rule.',
  )
  .version(version)
  .alias({ h: 'help' })
  .wrap(Math.min(100, process.stdout.columns ?? 100))
  .exitProcess(false);

drawNoHelpAhead(cli);
try {
  await refusing(cli, environment.args).parseAsync();
} catch (error) {
  process.exitCode = printError(error, environment.taken);
}
