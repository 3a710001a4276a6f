import { codeSize } from './configuration.js';
import { type AccountOperation, result } from './operation.js';

// AWS Lambda guide, "Lambda quotas": 75 GB of code, 250 MB unzipped, 50 MB zipped.
const codeLimits = {
  CodeSizeUnzipped: 262_144_000,
  CodeSizeZipped: 52_428_800,
  TotalCodeSize: 80_530_636_800,
};

/** GET /2016-08-19/account-settings */
export const getAccountSettings: AccountOperation = (_request, { deployment }) => {
  const { account, registry } = deployment;
  const functions = [...registry.all()];
  const versions = functions.flatMap((entry) => [...entry.versions.values()]);
  return result({
    AccountLimit: {
      ...codeLimits,
      ConcurrentExecutions: account.limit,
      UnreservedConcurrentExecutions: account.unreserved,
    },
    AccountUsage: {
      FunctionCount: functions.length,
      TotalCodeSize: versions.reduce((sum, { code }) => sum + codeSize(code), 0),
    },
  });
};
