const columns = {
  ...{ ttfb_us: 'REAL', first_chunk_us: 'REAL', stream_bytes: 'INTEGER' },
  ...{ stream_chunks: 'INTEGER', stream_bytes_per_s: 'REAL' },
};

/** What a kept invocation's streamed answer was. */
export const streamSamples = Object.entries(columns)
  .map(([name, type]) => `ALTER TABLE run_samples ADD COLUMN ${name} ${type};`)
  .join('\n');
