/** The `Authorization` header of Signature Version 4 up to its signature: the same for many requests. */
export interface Grant {
  accessKeyId: string;
  /** `20251124/eu-west-1/lambda/aws4_request` */
  scope: string;
  /** `20251124` */
  day: string;
  region: string;
  service: string;
  /** `host`, `x-amz-date`, as the signer lists them. */
  signedNames: readonly string[];
}

/** A whole header. */
export interface Authorization {
  grant: Grant;
  /** Hexadecimal. */
  signature: string;
}

const grantPattern =
  /^AWS4-HMAC-SHA256\s+Credential=([^/,\s]+)\/((\d{8})\/([^/,\s]+)\/([^/,\s]+)\/aws4_request)\s*,\s*SignedHeaders=([^,\s]+)\s*,\s*$/;
const signatureKey = 'Signature=';

/** Takes headers apart; undefined for one that is no complete one of Signature Version 4. */
export class AuthorizationParser {
  #lastText = '';
  #lastGrant: Grant | undefined;

  parse(header: string): Authorization | undefined {
    const signatureAt = header.lastIndexOf(signatureKey);
    if (signatureAt === -1) return undefined;
    const grant = this.#grantOf(header.slice(0, signatureAt));
    if (grant === undefined) return undefined;
    return { grant, signature: header.slice(signatureAt + signatureKey.length).trimEnd() };
  }

  #grantOf(text: string): Grant | undefined {
    if (text !== this.#lastText) {
      this.#lastText = text;
      this.#lastGrant = parseGrant(text);
    }
    return this.#lastGrant;
  }
}

function parseGrant(text: string): Grant | undefined {
  const match = grantPattern.exec(text);
  if (match === null) return undefined;
  const [, accessKeyId = '', scope = '', day = '', region = '', service = ''] = match;
  const { 6: signedHeaders = '' } = match;
  const signedNames = signedHeaders.split(';');
  return { accessKeyId, scope, day, region, service, signedNames };
}
