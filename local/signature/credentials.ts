/** An access key: what a client signs with. */
export interface Credentials {
  accessKeyId: string;
  secretAccessKey: string;
}

/** The local Lambda's own key. Opens nothing anywhere else, and may be printed. */
export const localCredentials: Credentials = {
  accessKeyId: 'AKIALOCALLAMBDA00000',
  secretAccessKey: 'local/lambda/secret/access/key/0000000000',
};
