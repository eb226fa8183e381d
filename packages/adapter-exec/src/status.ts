import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { finalStates, type JobRef, type JobStatus, type Millis } from '@sigwatch/core';
import { readJson, writeJson } from '@sigwatch/core/host';
import type { OtherSide } from './ask/other-side.js';
import { PodLostError, UnreachableError } from './ask/trouble.js';
import { type Claim, nameOf, parseClaim, parseId } from './job/identity.js';
import { readStatus, type StatusAnswer } from './job/record.js';
import { processVerdict, verdictOf } from './job/verdict.js';
import { OtherClock } from './other-clock.js';
import { statusScript } from './script/status.js';

interface Asking {
  readonly side: OtherSide;
  readonly directory: string;
  readonly kept: string;
  readonly now: () => Millis;
}

/** A job that the other side can be asked for. */
interface Asked {
  readonly job: JobRef;
  readonly claim: Claim;
  readonly isProcess: boolean;
  /** What it is called there. */
  readonly name: string;
}

const POD_LOST = 'POD_LOST';

/** How jobs are. How one ended is kept here: the other side may be gone when it is asked for again. */
export class Statuses {
  readonly #clock = new OtherClock();

  constructor(private readonly asking: Asking) {}

  async of(jobs: readonly JobRef[], abort: AbortSignal): Promise<ReadonlyMap<string, JobStatus>> {
    abort.throwIfAborted();
    const answer = new Map<string, JobStatus>();
    const open: Asked[] = [];
    for (const job of jobs) {
      const kept = this.#kept(job);
      const asked = kept === undefined ? askedOf(job) : undefined;
      if (kept !== undefined) answer.set(job.id, kept);
      else if (asked !== undefined) open.push(asked);
    }
    if (open.length === 0) return answer;
    for (const status of await this.#ask(open, abort)) {
      // Whether there is a pod is asked of a server, which another setting may have made another one: what is said of that is not kept.
      if (finalStates.has(status.state) && status.reason !== POD_LOST) this.#keep(status);
      answer.set(status.job.id, status);
    }
    return answer;
  }

  async #ask(open: readonly Asked[], abort: AbortSignal): Promise<readonly JobStatus[]> {
    const { side, directory, now } = this.asking;
    const began = now();
    let told: StatusAnswer | undefined;
    try {
      told = readStatus(await side.look(statusScript, [directory, ...open.map(({ name }) => name)], abort));
    } catch (error) {
      if (error instanceof PodLostError) return open.map(({ job, claim }) => podLost(job, claim, error));
      throw error;
    }
    if (told === undefined) throw new UnreachableError('what the other side has answered is not understood.');
    this.#clock.saw(told.seconds, began, now());
    const local = (seconds: number) => this.#clock.local(seconds);
    const unseen: unknown[] = [];
    const seen = open.flatMap(({ job, claim, isProcess, name }) => {
      try {
        const status = isProcess ? processVerdict(job, claim, told) : verdictOf(job, claim, name, told, local);
        return status === undefined ? [] : [status];
      } catch (error) {
        unseen.push(error);
        return [];
      }
    });
    if (seen.length === 0 && unseen.length > 0) throw unseen[0];
    return seen;
  }

  #kept(job: JobRef): JobStatus | undefined {
    const status = readJson<JobStatus>(this.#path(job));
    return status?.job.incarnation === job.incarnation && status.reason !== POD_LOST ? status : undefined;
  }

  #keep(status: JobStatus): void {
    mkdirSync(join(this.asking.kept, 'ended'), { recursive: true, mode: 0o700 });
    writeJson(this.#path(status.job), status, { lasting: true });
  }

  #path({ id }: JobRef): string {
    return join(this.asking.kept, 'ended', `${nameOf(id)}.json`);
  }
}

function askedOf(job: JobRef): Asked | undefined {
  const named = parseId(job.id);
  const claim = parseClaim(job.incarnation);
  if (claim === undefined || named === undefined || named.kind === 'pid_file') return undefined;
  const isProcess = named.kind === 'process';
  return { job, claim, isProcess, name: isProcess ? `@${claim.pid}/${claim.start}` : named.name };
}

function podLost(job: JobRef, { place }: Claim, { message }: PodLostError): JobStatus {
  const detail = `The pod is not there any more, and with it all that ran in it: ${message}.`;
  return { job, state: 'failed', reason: POD_LOST, detail, nodes: [place.host] };
}
