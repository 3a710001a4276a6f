/** A request, and what Signature Version 4 makes of it. */
export interface SigningVector {
  title: string;
  method: string;
  /** Path and query as they are on the request line. */
  target: string;
  /** In the order in which they are sent, after the host and the date. */
  headers?: [name: string, value: string][];
  body?: string;
  canonicalTarget: [path: string, query: string];
  canonicalHeaders: string[];
  signature: string;
}

/** Who signs, when and for what: the example key of AWS's documentation. */
export const signingScope = {
  accessKeyId: 'AKIDEXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
  epochMs: Date.UTC(2026, 1, 11, 9, 45),
  amzDate: '20260211T094500Z',
  region: 'eu-west-1',
  service: 'lambda',
  host: 'lambda.example',
};

/**
 * Requests whose canonical form was written by hand from the IAM user guide ("Create a signed AWS
 * API request"), and signed with a few lines of Python's hmac: by neither the code under test nor
 * the SDK.
 */
export const signingVectors: readonly SigningVector[] = [
  {
    title: 'a list of functions',
    method: 'GET',
    target: '/2015-03-31/functions/',
    canonicalTarget: ['/2015-03-31/functions/', ''],
    canonicalHeaders: ['host:lambda.example', 'x-amz-date:20260211T094500Z'],
    signature: '4d5b620302e66e4da59d6ef14e983e9f3aeb1f897c917a4f0d57393c30601c4e',
  },
  {
    title: 'an invocation with a payload',
    method: 'POST',
    target: '/2015-03-31/functions/checkout/invocations',
    body: '{"order":1}',
    canonicalTarget: ['/2015-03-31/functions/checkout/invocations', ''],
    canonicalHeaders: ['host:lambda.example', 'x-amz-date:20260211T094500Z'],
    signature: 'c301e323cdad805c415459d0d326d8aa000aa8e4c0d73638ff9b40ebc24e8cdb',
  },
  {
    title: 'a payload that is not ASCII',
    method: 'POST',
    target: '/2015-03-31/functions/checkout/invocations',
    body: '{"note":"größer 🚀"}',
    canonicalTarget: ['/2015-03-31/functions/checkout/invocations', ''],
    canonicalHeaders: ['host:lambda.example', 'x-amz-date:20260211T094500Z'],
    signature: 'a0cc6c31a99254900ce6dd329e65e36fd2f69ee37d9acf04c381c2c927b4660c',
  },
  {
    title: 'an ARN in the path, whose escapes are escaped again',
    method: 'POST',
    target:
      '/2015-03-31/functions/arn%3Aaws%3Alambda%3Aeu-west-1%3A111111111111%3Afunction%3Acheckout/invocations',
    body: '{}',
    canonicalTarget: [
      '/2015-03-31/functions/arn%253Aaws%253Alambda%253Aeu-west-1%253A111111111111%253Afunction%253Acheckout/invocations',
      '',
    ],
    canonicalHeaders: ['host:lambda.example', 'x-amz-date:20260211T094500Z'],
    signature: '67c4d3d4b8c4934f5c97058a5cf8aeafaa7dc16f09fa7c0a934c346e4555350c',
  },
  {
    title: 'an escaped space in the path',
    method: 'GET',
    target: '/a%20b/c',
    canonicalTarget: ['/a%2520b/c', ''],
    canonicalHeaders: ['host:lambda.example', 'x-amz-date:20260211T094500Z'],
    signature: '1b85eccfcd5f4f294a197c12ffc22d694277c4f58c4d4bf76e239b010ce14d4a',
  },
  {
    title: 'letters of the path that are not ASCII',
    method: 'GET',
    target: '/größe/尺寸',
    canonicalTarget: ['/gr%C3%B6%C3%9Fe/%E5%B0%BA%E5%AF%B8', ''],
    canonicalHeaders: ['host:lambda.example', 'x-amz-date:20260211T094500Z'],
    signature: '9b3f5bb82b2ebfef31d262981e1cf577bbad3bf07ec109e8a08d175c00623fd2',
  },
  {
    title: 'reserved characters in the path',
    method: 'GET',
    target: "/a$b/(c)'d",
    canonicalTarget: ['/a%24b/%28c%29%27d', ''],
    canonicalHeaders: ['host:lambda.example', 'x-amz-date:20260211T094500Z'],
    signature: 'b8993658b5da454fa24842669dcc0747c3cebae1f6ba7172a224081d0b8d9d4d',
  },
  {
    title: 'dots and empty segments in the path',
    method: 'GET',
    target: '/a/./b/../c//d/',
    canonicalTarget: ['/a/c/d/', ''],
    canonicalHeaders: ['host:lambda.example', 'x-amz-date:20260211T094500Z'],
    signature: '8f14699c6005c4c9c5b27c4bfa1061e6f8dd963517b88667406f1f0fc885c4b3',
  },
  {
    title: 'a path that goes above its beginning',
    method: 'GET',
    target: '/../../a/..',
    canonicalTarget: ['/', ''],
    canonicalHeaders: ['host:lambda.example', 'x-amz-date:20260211T094500Z'],
    signature: 'de65a1749cb4d7ba817c2a4c191282f8ef208b070c038270a93a9915357b5ab1',
  },
  {
    title: 'an alias in the query',
    method: 'POST',
    target: '/2015-03-31/functions/checkout/invocations?Qualifier=live',
    body: '{}',
    canonicalTarget: ['/2015-03-31/functions/checkout/invocations', 'Qualifier=live'],
    canonicalHeaders: ['host:lambda.example', 'x-amz-date:20260211T094500Z'],
    signature: '01a0f77f1d50e5606116e77bdb43df0a3683d0c4d9bd5f9700b63e61693b2756',
  },
  {
    title: 'a version in the query, escaped',
    method: 'POST',
    target: '/2015-03-31/functions/checkout/invocations?Qualifier=%24LATEST',
    body: '{}',
    canonicalTarget: ['/2015-03-31/functions/checkout/invocations', 'Qualifier=%24LATEST'],
    canonicalHeaders: ['host:lambda.example', 'x-amz-date:20260211T094500Z'],
    signature: '6e068f87889d8a8dd2d4ec7a7ee866db2b50d16eaba8dea8961389ab24132cf0',
  },
  {
    title: 'names of the query in the order of their bytes',
    method: 'GET',
    target: '/?b=2&a=1&B=3&%C3%A4=4',
    canonicalTarget: ['/', '%C3%A4=4&B=3&a=1&b=2'],
    canonicalHeaders: ['host:lambda.example', 'x-amz-date:20260211T094500Z'],
    signature: '2d8f857eac0be44015944dafe85675bed28c6304c87dbf6ee5bd00dc7c674526',
  },
  {
    title: 'values of one name in the order of their bytes',
    method: 'GET',
    target: '/?a=z&a=Z&a=1',
    canonicalTarget: ['/', 'a=1&a=Z&a=z'],
    canonicalHeaders: ['host:lambda.example', 'x-amz-date:20260211T094500Z'],
    signature: 'a5e73e073ffc99ebee18184a361739743a39754de4cc8d29890135231f14256f',
  },
  {
    title: 'a name of the query without a value',
    method: 'GET',
    target: '/?Marker&MaxItems=10',
    canonicalTarget: ['/', 'Marker=&MaxItems=10'],
    canonicalHeaders: ['host:lambda.example', 'x-amz-date:20260211T094500Z'],
    signature: 'ba163f3dd32423151ec06bb365864e7cc6e0ba1b9c3d94c95f3bbd4322b8d949',
  },
  {
    title: 'an escape in the query that needs none',
    method: 'GET',
    target: '/?a=%41%2D%5F&c=-._~09',
    canonicalTarget: ['/', 'a=A-_&c=-._~09'],
    canonicalHeaders: ['host:lambda.example', 'x-amz-date:20260211T094500Z'],
    signature: '09f0ee5b55c1f4446a87f66f78ff34ab46bb989ad6e8b1ac379c1aa383bafa65',
  },
  {
    title: 'names of headers in capitals',
    method: 'POST',
    target: '/2015-03-31/functions/checkout/invocations',
    headers: [
      ['X-Amz-Log-Type', 'Tail'],
      ['X-AMZ-INVOCATION-TYPE', 'RequestResponse'],
    ],
    body: '{}',
    canonicalTarget: ['/2015-03-31/functions/checkout/invocations', ''],
    canonicalHeaders: [
      'host:lambda.example',
      'x-amz-date:20260211T094500Z',
      'x-amz-invocation-type:RequestResponse',
      'x-amz-log-type:Tail',
    ],
    signature: 'ec5c655c8cbb70e2421135468cdbcb840d8c64190f07946f70d892a25ceaa3a7',
  },
  {
    title: 'a header before the host in the order of names',
    method: 'POST',
    target: '/2015-03-31/functions/checkout/invocations',
    headers: [['content-type', 'application/json']],
    body: '{}',
    canonicalTarget: ['/2015-03-31/functions/checkout/invocations', ''],
    canonicalHeaders: [
      'content-type:application/json',
      'host:lambda.example',
      'x-amz-date:20260211T094500Z',
    ],
    signature: '97953e2a33c56cbc5dc11f193eea2eaa44faadac41e3d48baf271b4b37b1c556',
  },
  {
    title: 'space around and in the value of a header',
    method: 'GET',
    target: '/',
    headers: [
      ['x-note', '  a   b c  '],
      ['x-other', '"a  b"'],
    ],
    canonicalTarget: ['/', ''],
    canonicalHeaders: [
      'host:lambda.example',
      'x-amz-date:20260211T094500Z',
      'x-note:a b c',
      'x-other:"a b"',
    ],
    signature: '2249d2efcf7b526979f46332c3671b5a06e23208a268ae32a0e0fcffaca57454',
  },
  {
    title: 'a header without a value',
    method: 'GET',
    target: '/',
    headers: [['x-empty', '']],
    canonicalTarget: ['/', ''],
    canonicalHeaders: ['host:lambda.example', 'x-amz-date:20260211T094500Z', 'x-empty:'],
    signature: '9b2a6ece4139036a939c7df7cf0da8cbae83a21df3edf501b1d32afb7426a522',
  },
  {
    title: 'a header twice, in the order that it came in',
    method: 'GET',
    target: '/',
    headers: [
      ['X-Tag', 'b'],
      ['x-tag', 'a'],
      ['X-Tag', 'a'],
    ],
    canonicalTarget: ['/', ''],
    canonicalHeaders: ['host:lambda.example', 'x-amz-date:20260211T094500Z', 'x-tag:b,a,a'],
    signature: 'a6fe94c1d41d5eeca223449fd1f378ccbad573e95d3ce6985d526966aadc6244',
  },
  {
    title: 'a session token',
    method: 'POST',
    target: '/2015-03-31/functions/checkout/invocations',
    headers: [['X-Amz-Security-Token', 'FwoGZXIvYXdz/+EXAMPLETOKEN==']],
    body: '{}',
    canonicalTarget: ['/2015-03-31/functions/checkout/invocations', ''],
    canonicalHeaders: [
      'host:lambda.example',
      'x-amz-date:20260211T094500Z',
      'x-amz-security-token:FwoGZXIvYXdz/+EXAMPLETOKEN==',
    ],
    signature: '5c51808d37c12da192fa0437504b803ce61d2b0e5756ff295fea1b9bc7aa3219',
  },
  {
    title: 'the hash of the payload among the headers',
    method: 'POST',
    target: '/2015-03-31/functions/checkout/invocations',
    headers: [
      ['X-Amz-Content-Sha256', 'a781679e01308cfef90983a4c1350319a7e3993c3a3f5a8c8439781a326d7c8d'],
    ],
    body: '{"order":1}',
    canonicalTarget: ['/2015-03-31/functions/checkout/invocations', ''],
    canonicalHeaders: [
      'host:lambda.example',
      'x-amz-content-sha256:a781679e01308cfef90983a4c1350319a7e3993c3a3f5a8c8439781a326d7c8d',
      'x-amz-date:20260211T094500Z',
    ],
    signature: 'ff067589235347dc9934ab73e3ac1b2383adf926be4f9006c0c817bd358763ed',
  },
];

/** All headers of a vector as they are sent. */
export const sentHeaders = ({ headers = [] }: SigningVector): [name: string, value: string][] => [
  ['Host', signingScope.host],
  ['X-Amz-Date', signingScope.amzDate],
  ...headers,
];
