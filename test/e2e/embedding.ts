import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect } from 'vitest';

export const root = fileURLToPath(new URL('../../', import.meta.url));

/** What a script has told of itself, and the test's own words beside it. */
export interface Told {
  readonly [key: string]: unknown;
  /** What would keep it alive at its end. */
  readonly left: readonly string[];
  /** Handlers of its process that were added. */
  readonly handlers: number;
  /** How long it went on after its end, in twentieths of a second of its own. */
  readonly turns: number;
}

/** A place where scripts use sigwatch as other programs do: below a node_modules that holds it, and beside logs. */
export function embedding() {
  mkdirSync(join(root, 'node_modules/.cache'), { recursive: true });
  const directory = mkdtempSync(join(root, 'node_modules/.cache/embedding-'));
  const logs = mkdtempSync(join(tmpdir(), 'sigwatch-embedding-'));
  afterAll(() => {
    for (const one of [directory, logs]) rmSync(one, { recursive: true, force: true });
  });
  let scripts = 0;

  /** Runs a module to its own end, which nothing brings about but an empty event loop; it may have printed nothing. */
  async function embed(code: string, env: Record<string, string> = {}): Promise<Told> {
    const file = join(directory, `${++scripts}.mjs`);
    writeFileSync(file, scriptOf(code));
    const child = spawn(process.execPath, [file], {
      cwd: logs,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      env: { ...process.env, TMPDIR: logs, XDG_STATE_HOME: join(logs, 'state'), ...env },
    });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (data) => (said += data));
    const messages: Told[] = [];
    child.on('message', (message) => messages.push(message as Told));
    // The channel to us must not be what keeps the child alive.
    const late = setTimeout(() => child.kill('SIGKILL'), 120_000);
    const exit = await new Promise((resolve) => child.on('close', resolve));
    clearTimeout(late);
    expect(said).toBe('');
    expect(exit).toBe(0);
    const [told] = messages;
    if (told === undefined) throw new Error('the script told nothing');
    expect(told.left).toEqual([]);
    expect(told.handlers).toBe(0);
    // A second.
    expect(told.turns).toBeLessThan(20);
    return told;
  }

  /** Writes a file that scripts find by its path. */
  function logOf(name: string, text = ''): string {
    const path = join(logs, name);
    writeFileSync(path, text);
    return path;
  }

  /** A module that scripts import as `./NAME`. */
  function moduleOf(name: string, text: string): void {
    writeFileSync(join(directory, name), text);
  }

  return { embed, logOf, moduleOf, logs };
}

const scriptOf = (code: string): string =>
  `import { attach, replay, run, scan, status, submit, watch } from 'sigwatch';
import { appendFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
const log = process.env.LOG;
const before = process.eventNames().length;
const told = {};
${code}
// A timer that has fired is counted until the turn of the event loop after it.
await new Promise((resolve) => setImmediate(resolve));
told.left = process.getActiveResourcesInfo().filter((name) => !/^(TTYWrap|PipeWrap|Immediate|CloseReq)$/.test(name));
told.handlers = process.eventNames().length - before;
// How long it goes on is counted in turns of its own event loop, of which there are none while the machine is busy with others.
told.turns = 0;
setInterval(() => told.turns++, 50).unref();
process.once('exit', () => process.send?.(told));
`;
