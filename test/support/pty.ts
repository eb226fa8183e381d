import { spawn, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const bin = fileURLToPath(new URL('../../packages/sigwatch/bin/sigwatch.js', import.meta.url));
const script = fileURLToPath(new URL('in-pty.py', import.meta.url));

/** Python makes the terminals: Node has none. */
export const hasPty = (): boolean => spawnSync('python3', ['-c', 'import pty, termios']).status === 0;

export interface PtyOptions {
  readonly columns: number;
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs the built command line in a terminal; resolves to all that it wrote there, byte for byte but for `\r\n`, which is `\n`. */
export function cliInPty(args: readonly string[], { columns, cwd, env = {} }: PtyOptions) {
  // Nothing of the terminal in which the tests run.
  const neutral = { NO_COLOR: undefined, FORCE_COLOR: undefined, SIGWATCH_PLAIN: undefined, JPY_PARENT_PID: undefined };
  const child = spawn('python3', [script, String(columns), process.execPath, bin, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    cwd,
    env: { ...process.env, ...neutral, TERM: 'xterm-256color', ...env },
  });
  let [out, err] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (data) => {
    out += data;
  });
  child.stderr.setEncoding('utf8').on('data', (data) => {
    err += data;
  });
  return new Promise<{ code: number | null; out: string; err: string }>((resolve) =>
    child.on('close', (code) => resolve({ code, out: out.replaceAll('\r\n', '\n'), err })),
  );
}
