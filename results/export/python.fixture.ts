import { execFileSync } from 'node:child_process';

/** Debian's own Python, which sees the packages that Debian installs. */
const python = '/usr/bin/python3';

/** Runs a Python program with JSON as its input, and reads the JSON that it prints. */
export function runPython(program: string, input: unknown, args: readonly string[] = []): unknown {
  const output = execFileSync(python, ['-c', program, ...args], {
    input: JSON.stringify(input),
    encoding: 'utf8',
    maxBuffer: 1e8,
    // What it says goes into the error that is thrown, not among the tests' own lines.
    stdio: 'pipe',
    env: { PYTHONUTF8: '1', PYTHONDONTWRITEBYTECODE: '1' },
  });
  return JSON.parse(output);
}

/** Whether Debian's Python is there with these modules. */
export function hasPython(...modules: string[]): boolean {
  try {
    // It takes its input: who has ended before that was written would be taken for absent.
    const names = ['sys', ...modules].join(', ');
    return runPython(`import ${names}\nsys.stdin.read()\nprint("true")`, null) === true;
  } catch {
    return false;
  }
}
