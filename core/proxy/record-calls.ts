import { defined } from '../base/defined.js';
import { resolveClientEndpoint } from '../invoke/resolve.js';
import type { RedactionRules } from '../recording/redaction/rule.js';
import type { PublishMode } from '../recording/store/store.js';
import { type ProxyCounts, type RecordingProxy, startProxy } from './proxy.js';
import { Recorder, type RecorderCounts } from './recorder.js';
import { startWriter } from './writer.js';

/** What to record, where to, and through which address. */
export interface RecordCallsOptions {
  databasePath: string;
  /** The recording's name. */
  name: string;
  mode: PublishMode;
  host: string;
  /** 0: any free port. */
  port: number;
  /** Default: the SDK's own chain, which ends at the region's endpoint. */
  upstream?: string;
  region?: string;
  profile?: string;
  caBundle?: string;
  verifySsl?: boolean;
  keepResponses: boolean;
  /** What is taken out of the records before they are stored. */
  redaction?: RedactionRules;
  /** Told in a sentence each time that recording begins to fail. */
  onTrouble: (message: string) => void;
}

/** A proxy that records. */
export interface CallRecording {
  proxy: RecordingProxy;
  readonly counts: ProxyCounts & RecorderCounts;
}

/**
 * Begins a recording and puts a proxy in front of the endpoint. Throws `RepriseError` for region,
 * credentials or endpoint that cannot be resolved, a recording's name that is taken, an unusable
 * database or an address that cannot be listened on; no recording is left behind then.
 */
export async function recordCalls(options: RecordCallsOptions): Promise<CallRecording> {
  const { databasePath, name, mode, host, port, keepResponses, redaction, onTrouble } = options;
  const upstream = await resolveClientEndpoint({
    ...defined({ region: options.region, profile: options.profile, endpointUrl: options.upstream }),
    ...defined({ caBundle: options.caBundle, verifySsl: options.verifySsl }),
    // A proxy opens connections as they are needed, and bounds no call.
    ...{ maxInFlight: 1, timeoutMs: 0, connectTimeoutMs: 0 },
  });
  const source = `proxy to ${upstream.endpoint.url}`;
  const recording = { name, mode, source, ...defined({ redaction }) };
  const writer = await startWriter({ databasePath, recording }, onTrouble);
  const recorder = new Recorder(writer);
  try {
    const proxy = await startProxy({ host, port, upstream, recorder, keepResponses });
    return {
      proxy,
      get counts() {
        return { ...proxy.counts, ...recorder.counts };
      },
    };
  } catch (error) {
    await recorder.close();
    throw error;
  }
}
