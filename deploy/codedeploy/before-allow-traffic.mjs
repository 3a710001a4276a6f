// A CodeDeploy BeforeAllowTraffic hook: compares the new version of a function with the old one on the
// same payloads, and lets the deployment go on only where the new one is shown to be no worse.
// Its environment: OLD and NEW (checkout:11, checkout:12), SCENARIO (the payloads; a file beside this one),
// and optionally PAIRS, RATE, MAX_SLOWDOWN and MAX_ERROR_INCREASE. See docs/pipelines.md.
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compareFunctions, compareScenario, loadScenario } from 'reprise';

/** The handler. `report` tells CodeDeploy; tests give one of their own. */
export function createHook(report = reportToCodeDeploy, env = process.env) {
  return async ({ DeploymentId, LifecycleEventHookExecutionId }) => {
    let status = 'Failed';
    try {
      const { verdict, sentence } = await compare(env);
      console.log(sentence);
      // Too little data is no reason to let traffic through.
      if (verdict === 'pass') status = 'Succeeded';
    } catch (error) {
      console.error(error);
    }
    await report({
      deploymentId: DeploymentId,
      lifecycleEventHookExecutionId: LifecycleEventHookExecutionId,
      status,
    });
    return { status };
  };
}

async function compare(env) {
  const load = {
    old: env.OLD,
    new: env.NEW,
    again: false,
    pairs: Number(env.PAIRS ?? 1000),
    rateHz: Number(env.RATE ?? 50),
  };
  const scenario = compareScenario(loadScenario(env.SCENARIO ?? 'scenario.yaml'), load);
  const tolerances = {
    maxSlowdown: Number(env.MAX_SLOWDOWN ?? 0.1),
    maxErrorIncrease: Number(env.MAX_ERROR_INCREASE ?? 0.01),
    alpha: 0.05,
    environmentSpread: Number(env.ENVIRONMENT_SPREAD ?? 0.2),
    metrics: (env.METRICS ?? 'latency,errors').split(','),
    seed: 1,
  };
  const databasePath = join(env.DATABASE_FOLDER ?? tmpdir(), 'reprise.db');
  const result = await compareFunctions(scenario, { tolerances, ignored: [] }, { databasePath });
  const { verdict, metrics } = result.comparison;
  const changes = metrics.map(({ name, estimate }) => `${name} ${estimate}`).join(', ');
  return { verdict, sentence: `${env.NEW} against ${env.OLD}: ${verdict} (${changes})` };
}

/** The SDK is in Lambda's Node runtimes. */
async function reportToCodeDeploy(status) {
  const sdk = await import('@aws-sdk/client-codedeploy');
  const client = new sdk.CodeDeployClient({});
  await client.send(new sdk.PutLifecycleEventHookExecutionStatusCommand(status));
}

export const handler = createHook();
