/**
 * SQL that says of a row of `records` whether its function failed then (`failed`) or returned (`ok`);
 * NULL where its outcome does not tell: an `Event` that was accepted (202), or no outcome at all, which
 * costs nothing. A destination record's condition is `Success` for what returned, and a dead-letter
 * queue's message has an error (AWS Lambda developer guide, asynchronous invocation).
 */
export const recordedAsSql = `CASE
  WHEN outcome IS NULL THEN NULL
  WHEN coalesce(outcome ->> '$.functionError', outcome ->> '$.errorType',
    outcome ->> '$.errorMessage') IS NOT NULL THEN 'failed'
  WHEN outcome ->> '$.condition' = 'Success' THEN 'ok'
  WHEN outcome ->> '$.condition' IS NOT NULL THEN 'failed'
  WHEN outcome ->> '$.statusCode' >= 400 THEN 'failed'
  WHEN outcome ->> '$.statusCode' = 200 THEN 'ok'
END`;
