/** Those whose installations differ. */
export type PackageManager = 'npm' | 'pnpm' | 'yarn';

/**
 * Which package manager installed the module at `url`: pnpm and Yarn can be told by their folders; else
 * the one that runs this process, if one does.
 */
export function packageManager(url: string, env: NodeJS.ProcessEnv): PackageManager {
  if (/\/node_modules\/\.pnpm\/|\/\.pnpm-store\//.test(url)) return 'pnpm';
  if (/\/\.yarn\//.test(url)) return 'yarn';
  const [agent = ''] = (env.npm_config_user_agent ?? '').split('/');
  return agent === 'pnpm' || agent === 'yarn' ? agent : 'npm';
}
