import type { Deps, Millis } from '@sigwatch/core';
import { agentPath } from './agent-log.js';
import { ask, type LogServer } from './server.js';
import { type NodeFile, statePath } from './state-log.js';

const COMPARED = 1_024;
/** An agent that could not be reached is tried again after so long (ms), and has so long to answer. */
const AGAIN: Millis = 600_000;
const PATIENCE: Millis = 3_000;

/**
 * Which agents of nodes can be reached from here, and are those of this cluster: an address from within a cluster may be
 * another machine's here, so that the beginning of a log is compared with what the dashboard says of it.
 */
export class Agents {
  readonly #known = new Map<string, { readonly good: boolean; readonly at: Millis }>();

  constructor(
    private readonly server: LogServer,
    private readonly deps: Deps,
  ) {}

  async canTell(agent: string, file: NodeFile, abort: AbortSignal): Promise<boolean> {
    const known = this.#known.get(agent);
    if (known?.good || (known && this.deps.now() - known.at < AGAIN)) return known.good;
    const good = await this.#compare(agent, file, abort);
    // A log without a byte tells nothing either way.
    if (good !== undefined && !abort.aborted) this.#known.set(agent, { good, at: this.deps.now() });
    return good === true;
  }

  /** What was taken for an agent of this cluster fails. */
  doubt(agent: string): void {
    this.#known.set(agent, { good: false, at: this.deps.now() });
  }

  async #compare(agent: string, file: NodeFile, abort: AbortSignal): Promise<boolean | undefined> {
    const inTime = AbortSignal.any([abort, AbortSignal.timeout(PATIENCE)]);
    const direct = await this.#begins(agentPath(agent, file.name), inTime);
    if (direct === undefined) return false;
    const told = await this.#begins(statePath('file', file, -1), abort);
    if (told === undefined || told.length === 0 || direct.length === 0) return undefined;
    return isBeginning(direct, told) || (told[0] === ONE && isBeginning(direct, told.subarray(1)));
  }

  /** Undefined where it can't be had. */
  async #begins(where: string, abort: AbortSignal): Promise<Buffer | undefined> {
    try {
      const { chunks } = await ask(this.server, where, { abort, headers: { 'accept-encoding': 'identity' } });
      let bytes: Buffer = Buffer.alloc(0);
      for await (const chunk of chunks) {
        bytes = Buffer.concat([bytes, chunk]);
        if (bytes.length >= COMPARED) break;
      }
      return bytes.subarray(0, COMPARED);
    } catch {
      return undefined;
    }
  }
}

/** Before each chunk of Ray before 2.45, which does not know `format`. */
const ONE = '1'.charCodeAt(0);

/** One may have been read later, and be longer. */
function isBeginning(a: Buffer, b: Buffer): boolean {
  const length = Math.min(a.length, b.length);
  return a.subarray(0, length).equals(b.subarray(0, length));
}
