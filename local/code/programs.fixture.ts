import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ProcessCode } from '../config.js';

/** The interpreter itself, not a version manager's front; undefined where there is none. */
export const python = pathOf('python3', ['-c', 'import sys; print(sys.executable)']);
/** Whether `curl` is on this machine. */
export const hasCurl = pathOf('curl', ['--version']) !== undefined;

function pathOf(program: string, args: string[]): string | undefined {
  try {
    return execFileSync(program, args, { encoding: 'utf8' }).trim();
  } catch {
    return undefined;
  }
}

/** A runtime interface client of few lines; what an event says, the program does. */
const runtime = `
import base64, http.client, json, os, signal, sys, time
api = os.environ['AWS_LAMBDA_RUNTIME_API']
base = '/2018-06-01/runtime/'

def call(method, path, body=None, headers={}):
    connection = http.client.HTTPConnection(api)
    connection.request(method, base + path, body, headers)
    answer = connection.getresponse()
    return answer.status, answer.headers, answer.read()

def post(path, value, headers={}):
    return call('POST', path, json.dumps(value), headers)[0]

class Failure(Exception):
    pass

def stream(request_id, chunks, error=None):
    host, port = api.split(':')
    import socket
    s = socket.create_connection((host, int(port)))
    trailer = 'Trailer: Lambda-Runtime-Function-Error-Type, Lambda-Runtime-Function-Error-Body\\r\\n'
    s.sendall(('POST ' + base + 'invocation/' + request_id + '/response HTTP/1.1\\r\\nHost: ' + api
      + '\\r\\nLambda-Runtime-Function-Response-Mode: streaming\\r\\nTransfer-Encoding: chunked\\r\\n'
      + trailer + '\\r\\n').encode())
    for chunk in chunks:
        data = chunk.encode()
        s.sendall(('%x\\r\\n' % len(data)).encode() + data + b'\\r\\n')
        time.sleep(0.05)
    if error == 'cut':
        s.close()
        return
    s.sendall(b'0\\r\\n')
    if error:
        s.sendall(('Lambda-Runtime-Function-Error-Type: ' + error + '\\r\\n'
          + 'Lambda-Runtime-Function-Error-Body: '
          + base64.b64encode(json.dumps({'errorType': error, 'errorMessage': 'mid-stream'}).encode()).decode()
          + '\\r\\n').encode())
    s.sendall(b'\\r\\n')
    s.recv(1000)
    s.close()
`;

const loop = `
count = 0
print('started')
while True:
    status, headers, body = call('GET', 'invocation/next')
    request_id = headers['Lambda-Runtime-Aws-Request-Id']
    event = json.loads(body)
    count += 1
    try:
        if event.get('stream'):
            stream(request_id, event['stream'], event.get('error'))
            continue
        result = handler(event, headers)
        post('invocation/' + request_id + '/response', result)
        if event.get('exitAfter'):
            os._exit(3)
    except Exception as error:
        post('invocation/' + request_id + '/error',
             {'errorMessage': str(error), 'errorType': type(error).__name__, 'stackTrace': []},
             {'Lambda-Runtime-Function-Error-Type': 'Unhandled'})
`;

/** Programs in a folder of their own. */
export class ProgramFolder {
  readonly path = mkdtempSync(join(tmpdir(), 'programs-'));

  /** A Python program that answers with what `def handler(event, headers)` in \`source\` returns. */
  python(fileName: string, source: string, changes: Partial<ProcessCode> = {}): ProcessCode {
    return this.#interpreted(
      [python ?? 'python3', '-u'],
      fileName,
      runtime + source + loop,
      changes,
    );
  }

  /** A program for a POSIX shell. */
  shell(fileName: string, source: string): ProcessCode {
    return this.#interpreted(['/bin/sh'], fileName, source, {});
  }

  /** A program that is started by a command of its own, with a file beside it. */
  program(
    command: string[],
    fileName: string,
    source: string,
    changes: Partial<ProcessCode> = {},
  ): ProcessCode {
    writeFileSync(join(this.path, fileName), source);
    return {
      kind: 'process',
      command,
      workingDirectory: this.path,
      handlerName: 'app.handler',
      environment: {},
      ...changes,
    };
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }

  #interpreted(
    interpreter: string[],
    fileName: string,
    source: string,
    changes: Partial<ProcessCode>,
  ): ProcessCode {
    return this.program([...interpreter, join(this.path, fileName)], fileName, source, changes);
  }
}
