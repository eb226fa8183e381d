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

/** Starts the built command line in a terminal; what it wrote there is told byte for byte, but for `\r\n`, which is `\n`. */
export function startInPty(args: readonly string[], { columns, cwd, env = {} }: PtyOptions) {
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
  const now = () => out.replaceAll('\r\n', '\n');
  const done = new Promise<{ code: number | null; out: string; err: string }>((resolve) =>
    child.on('close', (code) => resolve({ code, out: now(), err })),
  );
  return {
    now,
    done,
    /** The terminal is closed, as with its window. */
    close: () => child.kill('SIGKILL'),
  };
}

/** Runs the built command line in a terminal, to its end. */
export const cliInPty = (args: readonly string[], options: PtyOptions) => startInPty(args, options).done;
