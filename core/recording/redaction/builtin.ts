import { passesLuhn } from './replacement.js';

/** A ready-made pattern. All of them take time in proportion to the text, whatever it holds. */
export interface BuiltinPattern {
  /** Global, and with indices where it has a group: what is to be edited. */
  regex: RegExp;
  /** Some text that is in every match, as it is in the bytes; a payload without it is passed over. */
  needle: RegExp;
  accepts?: (match: string) => boolean;
  mask?: (match: string) => string;
  /** It also holds for a number as it is written. */
  inNumbers?: boolean;
}

export interface Builtin {
  /** One line, for the documentation. */
  describe: string;
  /** Names of members, as in a rule for a key. */
  keys: readonly string[];
  patterns: readonly BuiltinPattern[];
}

/** Digits of payment cards by their networks' ranges (ISO/IEC 7812; the networks' published BIN ranges). */
const cardNumber =
  /(?<![\d.-]|\d )(?:4\d{3}[ -]?\d{4}[ -]?\d{4}[ -]?\d{4}|(?:5[1-5]\d\d|222[1-9]|22[3-9]\d|2[3-6]\d\d|27[01]\d|2720|6011|6[45]\d\d|62\d\d|35\d\d)[ -]?\d{4}[ -]?\d{4}[ -]?\d{4}|3[47]\d\d[ -]?\d{6}[ -]?\d{5}|3(?:0[0-5]|[68]\d)\d[ -]?\d{6}[ -]?\d{4})(?![\d]|[.-]\d)/g;

/** The ready-made sets, by name. */
export const builtins = {
  authorization: {
    describe: 'authorization headers and API keys; Bearer and Basic credentials in text',
    keys: [
      'authorization',
      'proxy-authorization',
      'authorizationToken',
      'x-api-key',
      'api-key',
      'api_key',
      'apikey',
      'x-auth-token',
    ],
    patterns: [
      {
        regex: /(?<![A-Za-z0-9])(?:bearer|basic) +([A-Za-z0-9._~+/=-]{16,})/dgi,
        needle: /bearer|basic/i,
      },
    ],
  },
  cookies: {
    describe: 'cookie and set-cookie headers, and the list of cookies of HTTP APIs',
    keys: ['cookie', 'set-cookie', 'cookies'],
    patterns: [],
  },
  tokens: {
    describe:
      'access, refresh, id and session tokens, also in query strings and forms; JSON Web Tokens',
    keys: [
      ...['access_token', 'accessToken', 'refresh_token', 'refreshToken', 'id_token', 'idToken'],
      ...['session_token', 'sessionToken', 'auth_token', 'authToken', 'csrf_token', 'csrfToken'],
      ...['x-csrf-token', 'x-xsrf-token', 'token', 'jwt'],
    ],
    patterns: [
      {
        // RFC 7519: three parts in base64url, the first a JSON object.
        regex: /(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*/g,
        needle: /eyJ/,
      },
      {
        regex:
          /(?:^|[?&#])(?:access_token|refresh_token|id_token|auth_token|token|api_key|apikey|password|client_secret)=([^&#\s]+)/dgi,
        needle: /(?:token|key|password|secret)=/i,
      },
      {
        // GitHub, Slack and Stripe document these prefixes of their tokens for scanners.
        regex:
          /(?<![A-Za-z0-9_-])(?:gh[opsur]_[A-Za-z0-9]{36,}|xox[abeoprs]-[A-Za-z0-9-]{10,}|[rs]k_live_[A-Za-z0-9]{16,})/g,
        needle: /gh[opsur]_|xox|k_live_/,
      },
    ],
  },
  passwords: {
    describe: 'passwords, secrets and private keys',
    keys: [
      ...['password', 'passwd', 'pwd', 'passphrase', '*_password', '*Password', 'secret'],
      ...['client_secret', 'clientSecret', 'private_key', 'privateKey'],
    ],
    patterns: [
      {
        // RFC 7468.
        regex:
          /-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----[A-Za-z0-9+/=\s]*(?:-----END [A-Z ]{0,40}PRIVATE KEY-----)?/g,
        needle: /-----BEGIN/,
      },
    ],
  },
  'aws-keys': {
    describe: 'access key ids, secret keys, session tokens and signatures of AWS',
    keys: [
      ...['aws_access_key_id', 'accessKeyId', 'aws_secret_access_key', 'secretAccessKey'],
      ...['aws_session_token', 'x-amz-security-token', 'securityToken'],
    ],
    patterns: [
      {
        // IAM user guide, Unique identifiers: AKIA is a long-term access key, ASIA a temporary one.
        regex: /(?<![A-Za-z0-9])(?:AKIA|ASIA)[A-Z2-7]{16}(?![A-Za-z0-9])/g,
        needle: /AKIA|ASIA/,
      },
      {
        // Signature Version 4 in a query: Credential, Signature, Security-Token.
        regex: /[?&]X-Amz-(?:Credential|Signature|Security-Token)=([^&#\s]+)/dgi,
        needle: /X-Amz-/i,
      },
    ],
  },
  email: {
    describe: 'e-mail addresses',
    keys: [],
    patterns: [
      {
        regex:
          /(?<![\p{L}\p{N}._%+-])[\p{L}\p{N}._%+-]+@(?:[\p{L}\p{N}-]+\.)+[\p{L}\p{N}-]*[\p{L}\p{N}]/gu,
        needle: /@/,
        // RFC 2606 keeps the domain free, and what reads an address can still read one.
        mask: () => 'redacted@example.invalid',
      },
    ],
  },
  cards: {
    describe: 'numbers of payment cards whose check digit is right, as text or as numbers',
    keys: [],
    patterns: [
      {
        regex: cardNumber,
        needle: /\d(?:[ -]?\d){13}/,
        accepts: passesLuhn,
        mask: (match) => match.replace(/\d/g, '*'),
        inNumbers: true,
      },
    ],
  },
} as const satisfies Record<string, Builtin>;

export type BuiltinName = keyof typeof builtins;

/** Their names, in the order in which they are applied. */
export const builtinNames = Object.keys(builtins) as BuiltinName[];
