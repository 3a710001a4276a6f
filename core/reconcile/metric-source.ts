import type { MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import { defined } from '../base/defined.js';
import { RepriseError } from '../base/errors.js';
import {
  clientConfig,
  explainServiceError,
  loadClient,
  type ServiceOptions,
} from '../recording/aws/client-options.js';
import type { MetricScope } from './reconciliation.js';

/** A statistic of one metric of AWS/Lambda. */
export interface MetricQuestion {
  metric: string;
  stat: 'Sum' | 'SampleCount' | 'Maximum';
  scope: MetricScope;
}

/** Whole minutes: milliseconds since the Unix epoch, the end exclusive. */
export interface Minutes {
  fromMs: number;
  toMs: number;
}

/** Who has the metrics. */
export interface MetricSource {
  /** For each question the values of the minutes that have one, in no order. Throws `RepriseError`. */
  read(
    questions: readonly MetricQuestion[],
    minutes: Minutes,
    stop: AbortSignal,
  ): Promise<number[][]>;
  close(): void;
}

/** Amazon CloudWatch API reference, GetMetricData. */
const mostQueries = 500;

/** Loads the client of CloudWatch. Throws `RepriseError` where it is not installed. */
export async function loadMetrics(options: ServiceOptions): Promise<MetricSource> {
  const sdk = await loadClient(
    '@aws-sdk/client-cloudwatch',
    () => import('@aws-sdk/client-cloudwatch'),
  );
  const client = new sdk.CloudWatchClient(clientConfig(options));

  /** Gives the next page's token. */
  async function readPage(
    queries: MetricDataQuery[],
    { fromMs, toMs }: Minutes,
    values: Map<string, number[]>,
    stop: AbortSignal,
    token: string | undefined,
  ): Promise<string | undefined> {
    const command = new sdk.GetMetricDataCommand({
      MetricDataQueries: queries,
      StartTime: new Date(fromMs),
      EndTime: new Date(toMs),
      ...defined({ NextToken: token }),
    });
    const { MetricDataResults = [], NextToken } = await client.send(command, { abortSignal: stop });
    for (const { Id = '', Values = [], StatusCode, Messages = [] } of MetricDataResults) {
      if (StatusCode === 'InternalError' || StatusCode === 'Forbidden') {
        throw notTold(StatusCode, Messages[0]?.Value);
      }
      values.get(Id)?.push(...Values);
    }
    return NextToken;
  }

  return {
    read: async (questions, minutes, stop) => {
      const queries = questions.map(queryOf);
      const values = new Map(queries.map(({ Id = '' }): [string, number[]] => [Id, []]));
      try {
        for (let at = 0; at < queries.length; at += mostQueries) {
          const batch = queries.slice(at, at + mostQueries);
          let token: string | undefined;
          do token = await readPage(batch, minutes, values, stop, token);
          while (token !== undefined);
        }
      } catch (error) {
        throw explainServiceError(error, 'Reading the metrics of CloudWatch');
      }
      return [...values.values()];
    },
    close: () => client.destroy(),
  };
}

function queryOf({ metric, stat, scope }: MetricQuestion, index: number): MetricDataQuery {
  const { functionName, qualifier, executedVersion } = scope;
  const dimensions = defined({
    FunctionName: functionName,
    Resource: qualifier === undefined ? undefined : `${functionName}:${qualifier}`,
    ExecutedVersion: executedVersion,
  });
  return {
    Id: `m${index}`,
    MetricStat: {
      Metric: {
        Namespace: 'AWS/Lambda',
        MetricName: metric,
        Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
      },
      Period: 60,
      Stat: stat,
    },
  };
}

function notTold(status: string, message = ''): RepriseError {
  return new RepriseError(
    `CloudWatch answered ${status} for a metric${message === '' ? '' : `: ${message}`}.`,
    { hint: 'Look again later: reprise reconcile RUN.' },
  );
}
