import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UnansweredError } from '@sigwatch/core';
import { afterEach } from 'vitest';
import type { Answer, Call, Slurm } from '../src/command.js';

/** Answers in SLURM's place: what is set here, as it stands. */
export class FakeSlurm {
  readonly calls: Call[] = [];
  /** What squeue prints of all jobs, and of one where its row is among them. */
  squeue = '';
  /** What squeue prints when it is asked for one job; `undefined`: it does not know it. */
  one: string | undefined;
  sacct = '';
  /** What sacct prints of StdOut and StdErr; `undefined`: it has no such fields. */
  outputs: string | undefined;
  config = ['ClusterName = probe', 'SLURM_VERSION = 22.05.8', 'AccountingStorageType = accounting_storage/slurmdbd'];
  /** Programs that do not answer. */
  readonly silent = new Set<Call['program']>();
  /** What programs complain of beside their answers. */
  readonly errors = new Map<Call['program'], string>();
  /** Answers wait until this has resolved. */
  gate: Promise<void> = Promise.resolve();

  readonly slurm: Slurm = async (call) => {
    this.calls.push(call);
    await this.gate;
    if (this.silent.has(call.program)) throw new UnansweredError(`${call.program} did not answer within 40 s`);
    const answer = this.#answer(call);
    return { ...answer, stderr: answer.stderr + (this.errors.get(call.program) ?? '') };
  };

  count(program: Call['program']): number {
    return this.calls.filter((call) => call.program === program).length;
  }

  #answer({ program, args }: Call): Answer {
    if (program === 'scontrol') return ok(this.config.join('\n'));
    if (program === 'sacct' && args.includes('StdOut,StdErr'))
      return this.outputs === undefined
        ? { stdout: '', stderr: 'sacct: error: Invalid field requested: "StdOut"\n', exitCode: 1 }
        : ok(this.outputs);
    if (program === 'sacct') return ok(this.sacct);
    if (program !== 'squeue') throw new Error(`nobody has asked for ${program} before`);
    if (!args.includes('-j')) return ok(this.squeue);
    return this.one === undefined
      ? { stdout: '', stderr: 'slurm_load_jobs error: Invalid job id specified\n', exitCode: 1 }
      : ok(this.one);
  }
}

const ok = (stdout: string): Answer => ({ stdout, stderr: '', exitCode: 0 });

/** A directory of its own for each test that asks. */
export function scratch(): () => string {
  const made: string[] = [];
  afterEach(() => {
    for (const one of made.splice(0)) rmSync(one, { recursive: true, force: true });
  });
  return () => {
    const one = mkdtempSync(join(tmpdir(), 'sigwatch-slurm-'));
    made.push(one);
    return one;
  };
}

export interface Row {
  readonly id?: string;
  readonly raw?: string;
  readonly state?: string;
  readonly reason?: string;
  readonly restarts?: number;
  readonly exit?: string;
  readonly submit?: string;
  readonly start?: string;
  readonly end?: string;
  readonly uid?: number;
  readonly user?: string;
  readonly nodes?: string;
  readonly name?: string;
  readonly comment?: string;
  readonly stdout?: string;
  readonly stderr?: string;
}

const T = '2026-11-22T10:00:00';
/** When the jobs of these rows were submitted first, in epoch seconds. */
export const SUBMITTED = Date.parse(`${T}Z`) / 1000;

/** One row as squeue prints it. */
export function squeueRow(row: Row = {}): string {
  const { id = '12', raw = id.split(/[_+]/)[0] as string, state = 'RUNNING', reason = 'None', restarts = 0 } = row;
  const {
    exit = '0',
    submit = T,
    start = submit,
    end = '2026-11-22T18:00:00',
    uid = 1000,
    user = 'ann',
    nodes = 'n1',
  } = row;
  const { name = 'train', comment = '(null)', stdout = '/w/slurm-%j.out', stderr = stdout } = row;
  const values = [id, raw, state, reason, restarts, exit, submit, start, end, uid, user, nodes];
  return `${[...values, name, comment, stdout, stderr, '/w', '/w/train.sbatch'].join('\x1f')}\x1e\n`;
}

export interface Account {
  readonly id?: string;
  readonly state?: string;
  readonly exit?: string;
  readonly submit?: string;
  readonly start?: string;
  readonly end?: string;
  readonly reason?: string;
  readonly uid?: number;
  readonly line?: string;
}

/** One row as sacct prints it, from 21.08 on. */
export function sacctRow(row: Account = {}): string {
  const { id = '12', state = 'COMPLETED', exit = '0:0', submit = T, start = submit, end = '2026-11-22T11:00:00' } = row;
  const { reason = 'None', uid = 1000, line = 'sbatch train.sbatch' } = row;
  const values = [
    id,
    id.split(/[_+]/)[0],
    state,
    exit,
    submit,
    start,
    end,
    'n1',
    reason,
    'ann',
    'train',
    '',
    '/w',
    line,
  ];
  return `${[...values, uid].join('\x1f')}\n`;
}
