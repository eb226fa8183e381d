import { type LogReader, UnansweredError } from '@sigwatch/core';
import type { Call, Modal } from '../client/modal.js';

/** When second 0 of a log was. */
export const START = Date.UTC(2026, 10, 23, 4);

/** The log of one app, of which streams bring only what is printed while they last. */
export class FakeLog {
  readonly printed: string[] = [];
  down = false;
  /** Lines that one reading brings. */
  most = 20_000;
  /** Who follows now. */
  readonly followers = new Set<(bytes: Buffer) => void>();
  /** Readings by time. */
  readings = 0;

  readonly modal: Modal = async ({ args, heard }: Call, abort) => {
    if (args.includes('--follow')) return this.#follow(heard as (bytes: Buffer) => void, abort);
    this.readings += 1;
    if (this.down) throw new UnansweredError('nobody answers');
    const value = (flag: string) => (args.includes(flag) ? args[args.indexOf(flag) + 1] : undefined);
    const [since, until] = [Date.parse(value('--since') ?? ''), Date.parse(value('--until') ?? '2100-01-01')];
    const at = (line: string) => Date.parse(line.slice(0, 25).replace(' ', 'T'));
    let lines = this.printed.filter((line) => at(line) >= since && at(line) < until);
    if (value('--tail') !== undefined) lines = lines.slice(-this.most);
    if (lines.length > this.most)
      return {
        ...{ stdout: '', exitCode: 1 },
        stderr: 'Error: Too many logs to fetch in time range. Consider narrowing the range or adding filters.\n',
      };
    heard?.(Buffer.from(lines.join('')));
    return { stdout: '', stderr: '', exitCode: 0 };
  };

  /** `container`: '' for a line of Modal itself. */
  print(second: number, text: string, { streamed = true, container = 'ta-1' } = {}): void {
    const stamp = new Date(START + second * 1000)
      .toISOString()
      .replace('T', ' ')
      .replace(/\.\d+Z/, '+00:00');
    this.printed.push(`${stamp} ${container === '' ? '' : `${container} `}${text}\n`);
    if (streamed) this.stream(this.printed.slice(-1));
  }

  /** What comes at once. */
  stream(lines: readonly string[]): void {
    for (const heard of this.followers) heard(Buffer.from(lines.join('')));
  }

  #follow(heard: (bytes: Buffer) => void, abort: AbortSignal) {
    return new Promise<{ stdout: string; stderr: string; exitCode: number }>((resolve) => {
      this.followers.add(heard);
      abort.addEventListener('abort', () => {
        this.followers.delete(heard);
        resolve({ stdout: '', stderr: '', exitCode: 0 });
      });
    });
  }
}

/** What a reader has now, and how it goes on from there. */
export async function all(reader: LogReader, final = false): Promise<readonly [text: string, end: string]> {
  const into = Buffer.alloc(65_536);
  let text = '';
  for (;;) {
    const read = await reader.read(into, final);
    if (read.kind === 'data') text += into.toString('utf8', 0, read.bytes);
    else if (read.kind !== 'reset') return [text, read.kind];
  }
}

export const settled = () => new Promise<void>((resolve) => setImmediate(resolve));
