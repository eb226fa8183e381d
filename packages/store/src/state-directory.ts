import { homedir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';

/**
 * Where sigwatch keeps its state when nobody says otherwise: `$SIGWATCH_STATE_DIR`, else
 * `$XDG_STATE_HOME/sigwatch`, else `~/.local/state/sigwatch`. A relative `$XDG_STATE_HOME` is ignored, as the
 * XDG specification asks for. Creates nothing.
 */
export function stateDirectory(env: NodeJS.ProcessEnv = process.env): string {
  if (env.SIGWATCH_STATE_DIR) return resolve(env.SIGWATCH_STATE_DIR);
  if (env.XDG_STATE_HOME && isAbsolute(env.XDG_STATE_HOME)) return join(env.XDG_STATE_HOME, 'sigwatch');
  return join(env.HOME || homedir(), '.local', 'state', 'sigwatch');
}
