import type { JsonService } from '../aws-json/service.js';
import type { SignatureCheck } from '../signature/check.js';
import { getMetricData } from './get-metric-data.js';
import type { MetricStore } from './metric-store.js';

/** Amazon CloudWatch: reading what the functions did, minute by minute. */
export function metricsService(
  store: MetricStore,
  checkSignature: SignatureCheck | undefined,
): JsonService {
  return {
    name: 'CloudWatch',
    targetPrefix: 'GraniteServiceVersion20100801',
    scope: 'monitoring',
    namespace: 'com.amazonaws.cloudwatch',
    contentType: 'application/x-amz-json-1.0',
    checkSignature,
    operations: { GetMetricData: ({ input }) => getMetricData(input, store) },
  };
}
