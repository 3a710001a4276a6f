import { spawn } from 'node:child_process';

/** What a platform opens files with: the file's own program, as a double click would start it. */
const openers: Partial<Record<NodeJS.Platform, readonly [string, ...string[]]>> = {
  darwin: ['open'],
  win32: ['rundll32', 'url.dll,FileProtocolHandler'],
};

/** How long an opener may take to say that it cannot. */
const patienceMs = 2000;

/**
 * Opens a file as its owner's desktop would (`open`, `xdg-open`). False where there is no such
 * program, or it says that it could not. The program is not waited for once it goes on.
 */
export function openInBrowser(
  file: string,
  command: readonly [string, ...string[]] = openers[process.platform] ?? ['xdg-open'],
): Promise<boolean> {
  const [program, ...args] = command;
  return new Promise((resolve) => {
    const child = spawn(program, [...args, file], { stdio: 'ignore', detached: true });
    const timer = setTimeout(() => resolve(true), patienceMs);
    const end = (isOpened: boolean): void => {
      clearTimeout(timer);
      resolve(isOpened);
    };
    child.on('error', () => end(false));
    child.on('exit', (status) => end(status === 0));
    child.unref();
  });
}
