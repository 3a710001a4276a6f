import { parseFunctionReference } from '../../core/invoke/function-name.js';
import type { FunctionFacts } from '../../session/stack/template.js';

/** What `reprise init` writes, by the path within its folder. */
export interface InitFile {
  path: string;
  text: string;
  isExecutable?: boolean;
}

/** A scenario with comments, an example event, and a gate for CI. */
export function initFiles(facts: FunctionFacts): InitFile[] {
  return [
    { path: 'scenario.yaml', text: scenarioText(facts) },
    { path: 'events/example.json', text: eventText },
    { path: 'gate.sh', text: gateText, isExecutable: true },
  ];
}

const eventText = `{
  "orderId": "1001",
  "customer": "example",
  "items": [{ "sku": "A-1", "quantity": 2 }]
}
`;

const gateText = `#!/bin/sh
# A gate for CI: fails (exit code 99) when an expectation of scenario.yaml does not hold.
#
#     ./gate.sh                 on this machine, against the local section; needs no account
#     ./gate.sh --no-local      against AWS, with the credentials and the region of the environment
#
# Other exit codes: 100 too little data to judge, 104 invalid input, 108 the budget was spent.
# junit.xml is for the CI server to show; report.html is worth keeping as an artifact.
set -eu
cd "$(dirname "$0")"
exec npx reprise run scenario.yaml --yes --quiet --out junit=junit.xml --out html=report.html "$@"
`;

function scenarioText(facts: FunctionFacts): string {
  const { functionName, qualifier } = facts;
  const name = parseFunctionReference(functionName)?.name ?? functionName;
  return `# A scenario for Reprise: what to send, where, at what rate, and what must hold.
#
#     reprise check scenario.yaml               what would it do? sends nothing
#     reprise run scenario.yaml                 on this machine, against the local section below
#     reprise run scenario.yaml --no-local      against AWS; says first what it sends, and asks
#
# \${NAME} and \${NAME:-default} stand for environment variables.
name: ${name}

target:
  function: ${functionName}    # a name or an ARN
${qualifier === undefined ? '  # qualifier: live    # a version or an alias' : `  qualifier: ${qualifier}    # a version or an alias`}
  # region: eu-west-1  # default: as for the aws command line

payloads:
  files: events/*.json  # each file is one payload, sent byte for byte
  order: shuffled
  # recording: friday   # or events that happened: reprise record import FILE --as friday

load:  # stages, one after the other
  - { name: warm-up, rate: 5/s, for: 5s }
  - { name: steady, rate: 20/s, for: 20s }
  # - { name: peak, rate: 20/s -> 200/s, for: 1m }

expect:  # each must hold, or the exit code is 99
  - rate >= 95%          # of the arrivals asked for, sent
  - errors < 1%
  - throttled == 0
  - p90 of stage("steady") < 1s

limits:
  maxInvocations: 5000   # whatever the load says, no more than this

# The Lambda to send to. Without this section, or with --no-local, it is your AWS account.
local:
  functions:
    ${name}:
      timeout: ${facts.timeoutS ?? 3}s
      memory: ${facts.memoryMb ?? 512}
${facts.reserved === undefined ? '' : `      reserved: ${facts.reserved}\n`}${codeText(qualifier)}`;
}

/** A synthetic function, behind the version or the alias that the target names. */
function codeText(qualifier: string | undefined): string {
  const code = 'latency: { p50: 40ms, p99: 180ms }, coldStart: 300ms';
  const [latency, coldStart] = code.split(/, (?=coldStart)/);
  const real = '      # handler: ./app.mjs    # or real code, instead of the latency\n';
  if (qualifier === undefined || qualifier.startsWith('$LATEST')) {
    return `      ${latency}\n      ${coldStart}\n${real}`;
  }
  const isVersion = /^\d+$/.test(qualifier);
  const versions = `      versions:\n        ${isVersion ? qualifier : 1}: { ${code} }\n`;
  return isVersion ? versions : `${versions}      aliases:\n        ${qualifier}: { version: 1 }\n`;
}
