/** The `Authorization` header of Signature Version 4, taken apart. */
export interface Authorization {
  accessKeyId: string;
  /** `20251124/eu-west-1/lambda/aws4_request` */
  scope: string;
  /** `20251124` */
  day: string;
  region: string;
  service: string;
  /** `host;x-amz-date` */
  signedHeaders: string;
  /** Hexadecimal. */
  signature: string;
}

const pattern =
  /^AWS4-HMAC-SHA256\s+Credential=([^/,\s]+)\/((\d{8})\/([^/,\s]+)\/([^/,\s]+)\/aws4_request)\s*,\s*SignedHeaders=([^,\s]+)\s*,\s*Signature=([0-9a-f]{64})\s*$/;

/** Takes a header apart; undefined when it is no complete one of Signature Version 4. */
export function parseAuthorization(header: string): Authorization | undefined {
  const match = pattern.exec(header);
  if (match === null) return undefined;
  const [, accessKeyId = '', scope = '', day = '', region = ''] = match;
  const [, , , , , service = '', signedHeaders = '', signature = ''] = match;
  return { accessKeyId, scope, day, region, service, signedHeaders, signature };
}
