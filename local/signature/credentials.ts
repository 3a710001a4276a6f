/** An access key: what a client signs with. */
export interface AccessKey {
  accessKeyId: string;
  secretAccessKey: string;
}

/** The local Lambda's own key. Opens nothing anywhere else, and may be printed. */
export const localCredentials: AccessKey = {
  accessKeyId: 'AKIALOCALLAMBDA00000',
  secretAccessKey: 'local/lambda/secret/access/key/0000000000',
};

/** What a function finds beside the key; no request needs it. */
export const localSessionToken = 'local/lambda/session/token/0000000000';
