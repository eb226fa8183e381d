import { UnansweredError } from '@sigwatch/core';
import type { Call, Slurm } from '../src/command.js';

/** A job of the fake cluster; what a test does not say is as of one that waits. */
export interface FakeJob {
  id: string;
  state: string;
  reason: string;
  restarts: number;
  /** ms */
  submitted: number;
  ended?: number;
  nodes: string;
  name: string;
  comment: string;
  dependency: string;
  requeueable: boolean;
  excluded: string;
  /** Whether slurmctld still knows it; accounting does in any case. */
  forgotten: boolean;
  submitLine: string;
  /** slurmdbd does not know it yet. */
  unwritten: boolean;
}

/** slurmctld and slurmdbd as far as the adapter asks them, with faults that a test chooses. */
export class FakeCluster {
  readonly jobs: FakeJob[] = [];
  readonly calls: Call[] = [];
  config = {
    ClusterName: 'c',
    SLURM_VERSION: '22.05.8',
    MinJobAge: '300 sec',
    AccountingStorageType: 'accounting_storage/slurmdbd',
    AccountingStoreFlags: 'job_comment',
  };
  /** Called before a command is carried out; what it gives or throws stands for the answer. */
  fault: (call: Call) => { stdout?: string; stderr?: string; exitCode?: number } | undefined = () => undefined;
  /** Called after a command was carried out: the answer is lost. */
  loses: (call: Call) => boolean = () => false;
  now = Date.parse('2026-01-01T00:00:00Z');
  #last = 100;

  readonly slurm: Slurm = async (call, abort) => {
    abort.throwIfAborted();
    this.calls.push(call);
    const faulty = this.fault(call);
    if (faulty !== undefined) return { stdout: '', stderr: '', exitCode: 0, ...faulty };
    const answer = this.#carryOut(call);
    if (this.loses(call)) throw new UnansweredError(`${call.program} did not answer`);
    return { stdout: '', stderr: '', exitCode: 0, ...answer };
  };

  add(job: Partial<FakeJob>): FakeJob {
    const whole: FakeJob = {
      id: String(++this.#last),
      ...{
        state: 'PENDING',
        reason: 'None',
        restarts: 0,
        submitted: this.now,
        nodes: '',
        name: 'train.sh',
        comment: '',
      },
      ...{
        dependency: '',
        requeueable: true,
        excluded: '',
        forgotten: false,
        submitLine: 'sbatch train.sh',
        unwritten: false,
      },
      ...job,
    };
    this.jobs.push(whole);
    return whole;
  }

  /** What was run of a program, each call as one line. */
  ran(program: Call['program'], holding = ''): string[] {
    const lines = this.calls.filter((call) => call.program === program).map(({ args }) => args.join(' '));
    return lines.filter((line) => line.includes(holding));
  }

  #carryOut(call: Call): { stdout?: string; stderr?: string; exitCode?: number } {
    const { program } = call;
    const args = program === 'sbatch' ? call.args : call.args.filter((arg) => !arg.startsWith('--clusters='));
    switch (program) {
      case 'squeue':
        return this.#squeue(args);
      case 'sacct':
        return { stdout: this.#sacct(args) };
      case 'sbatch':
        return { stdout: `${this.#submit(args).id}\n` };
      case 'scancel':
        if (args[0]?.startsWith('--signal=')) return {};
        for (const job of this.#named(args.at(-1))) if (!job.ended) this.#end(job, 'CANCELLED');
        return {};
      case 'scontrol':
        return this.#scontrol(args);
      default:
        return {};
    }
  }

  #squeue(args: readonly string[]): { stdout: string; stderr?: string; exitCode?: number } {
    const only = args.includes('-j') ? this.#named(args[args.indexOf('-j') + 1]) : this.jobs;
    const known = only.filter((job) => !job.forgotten && (!args.includes('PENDING') || job.state === 'PENDING'));
    if (args.includes('-j') && known.length === 0)
      return { stdout: '', stderr: 'slurm_load_jobs error: Invalid job id specified\n', exitCode: 1 };
    const format = (args[args.indexOf('-O') + 1] as string).split(',').map((field) => field.split(':0'));
    const row = (job: FakeJob) => format.map(([name = '', after = '']) => squeueValue(job, name) + after).join('');
    return { stdout: known.map((job) => `${row(job)}\n`).join('') };
  }

  #sacct(args: readonly string[]): string {
    const fields = (args[args.indexOf('-o') + 1] as string).split(',');
    const known = this.jobs.filter(({ unwritten }) => !unwritten);
    return known.map((job) => `${fields.map((name) => sacctValue(job, name)).join('\x1f')}\n`).join('');
  }

  #submit(args: readonly string[]): FakeJob {
    const value = (name: string) => args.findLast((arg) => arg.startsWith(`--${name}=`))?.slice(name.length + 3);
    const held = args.includes('--hold');
    return this.add({
      comment: value('comment') ?? '',
      reason: held ? 'JobHeldUser' : 'None',
      excluded: value('exclude') ?? '',
      submitLine: `sbatch ${args.join(' ')}`,
    });
  }

  #scontrol(args: readonly string[]): { stdout?: string; stderr?: string; exitCode?: number } {
    const [verb, what = '', change = ''] = args;
    if (verb === 'show')
      return {
        stdout: Object.entries(this.config)
          .map((pair) => pair.join(' = '))
          .join('\n'),
      };
    const [job] = this.#named(what.replace('jobid=', ''));
    if (job === undefined || job.forgotten)
      return { stderr: `Invalid job id specified for job ${what}\n`, exitCode: 1 };
    if (verb === 'requeue') {
      if (!job.requeueable)
        return { stderr: `Requested operation is presently disabled for job ${what}\n`, exitCode: 1 };
      const { ended: _, ...before } = job;
      this.jobs[this.jobs.indexOf(job)] = {
        ...before,
        state: 'PENDING',
        restarts: job.restarts + 1,
        submitted: this.now,
      };
      return {};
    }
    if (job.ended) return { stderr: `Job has already finished for job ${what}\n`, exitCode: 1 };
    if (verb === 'release') job.reason = 'None';
    const [key, ...value] = change.split('=');
    if (key === 'comment') job.comment = value.join('=');
    if (key === 'excnodelist') job.excluded = value.join('=');
    if (key === 'dependency') job.dependency = value.join('=');
    return {};
  }

  #named(id: string | undefined): FakeJob[] {
    return this.jobs.filter((job) => job.id === id || job.id.split(/[_+]/)[0] === id);
  }

  #end(job: FakeJob, state: string): void {
    job.state = state;
    job.ended = this.now;
  }
}

const timeOf = (at: number | undefined) => (at === undefined ? 'Unknown' : new Date(at).toISOString().slice(0, 19));

function squeueValue(job: FakeJob, name: string): string {
  const values: Readonly<Record<string, string>> = {
    ...{ JobArrayID: job.id, JobID: job.id.split(/[_+]/)[0] ?? '', State: job.state, Reason: job.reason },
    ...{ RestartCnt: String(job.restarts), exit_code: '0', SubmitTime: timeOf(job.submitted) },
    ...{ StartTime: job.nodes === '' ? 'N/A' : timeOf(job.submitted), EndTime: timeOf(job.ended), UserID: '1000' },
    ...{
      UserName: 'me',
      NodeList: job.nodes,
      Name: job.name,
      Comment: job.comment || '(null)',
      STDOUT: '/o',
      STDERR: '/o',
    },
    ...{ WorkDir: '/w', Command: '/w/train.sh', Dependency: job.dependency || '(null)' },
  };
  return values[name] ?? '';
}

function sacctValue(job: FakeJob, name: string): string {
  const values: Readonly<Record<string, string>> = {
    ...{ JobID: job.id, JobIDRaw: job.id, State: job.state, ExitCode: '0:0', Submit: timeOf(job.submitted) },
    ...{ Start: timeOf(job.submitted), End: timeOf(job.ended), NodeList: job.nodes, Reason: job.reason, User: 'me' },
    ...{ JobName: job.name, Comment: job.comment, WorkDir: '/w', SubmitLine: job.submitLine, UID: '1000' },
  };
  return values[name] ?? '';
}
