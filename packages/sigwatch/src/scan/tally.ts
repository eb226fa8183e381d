import type { Rule } from '@sigwatch/core';
import { say } from '../cli/say.js';

/** What a scan has come to. */
export class Tally {
  /** Sources that could not be read to their end. */
  unread = 0;
  readonly #rules = new Map<string, number>();
  /** `performance` is a module of Node that nothing else here loads. */
  readonly #began = process.uptime();
  #hits = 0;
  #lines = 0;
  #bytes = 0;

  hits({ name }: Rule, count: number): void {
    this.#hits += count;
    this.#rules.set(name, (this.#rules.get(name) ?? 0) + count);
  }

  read(bytes: number, lines: number): void {
    this.#bytes += bytes;
    this.#lines += lines;
  }

  /** Nothing is lost by it but speed. */
  readonly threadless = ({ message }: Error): undefined => {
    say(`no threads can be started, so one does all: ${message}`);
  };

  unreadable(source: string, why: string): void {
    say(`${source} can't be read: ${why}`);
    this.unread += 1;
  }

  /** In one line. */
  summary(): string {
    const seconds = (process.uptime() - this.#began).toFixed(2);
    const read = `${grouped(this.#lines)} lines, ${(this.#bytes / 2 ** 20).toFixed(1)} MiB, ${seconds} s`;
    const parts = [...this.#rules].sort((a, b) => b[1] - a[1]).map(([name, count]) => `${name} ${count}`);
    return `${this.#hits === 0 ? 'no hit' : `${this.#hits} hits (${parts.join(', ')})`} in ${read}`;
  }
}

/** `1,234,567`. The locales of the runtime say the same, and take longer to load than a small log to search. */
const grouped = (count: number): string => `${count}`.replace(/\B(?=(?:\d{3})+$)/g, ',');
