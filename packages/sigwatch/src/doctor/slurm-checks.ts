import type { Check } from './checks.js';

/** What a command answered. Rejects where it can't be run or does not end in time. */
export type RunCommand = (
  program: string,
  args: readonly string[],
  input?: string,
) => Promise<{ readonly code: number; readonly out: string; readonly err: string }>;

export interface SlurmProbes {
  readonly run: RunCommand;
  /** The path of a command. */
  command(name: string): string | undefined;
  /** Whether jobs are to be submitted here. */
  wantsSlurm(): Promise<boolean>;
  /** Folders of logs of the job of sigwatch.yaml that can't be written. */
  missingFolders(): Promise<readonly string[]>;
}

/** Whether jobs of this cluster can be submitted, followed and told apart. Only asked where SLURM is wanted. Never throws. */
export async function* slurmChecks(probes: SlurmProbes): AsyncGenerator<Check> {
  const { run } = probes;
  const config = new Map(
    [...(await output(run, 'scontrol', ['show', 'config'])).matchAll(/^(\w+) *= (.*)$/gm)].map(
      ([, key = '', value = '']) => [key, value.trim()] as const,
    ),
  );
  const controller = await tried(
    'slurmctld',
    'Ask who runs the cluster, and see that slurm.conf (SLURM_CONF) names it.',
    async () => {
      const { code, out, err } = await run('scontrol', ['ping']);
      if (code !== 0 || !/ is UP/.test(out)) throw new Error(said(out, err) || 'does not answer');
      const version = (await output(run, 'sbatch', ['--version'])).trim();
      return [version, config.get('ClusterName') && `cluster ${config.get('ClusterName')}`].filter(Boolean).join(', ');
    },
  );
  // The commands alone do not make a machine one of a cluster.
  const needless = controller.level === 'fail' && !(await probes.wantsSlurm());
  yield needless ? { ...controller, level: 'warn' } : controller;
  if (config.size === 0) return;
  if (config.get('AuthType') === 'auth/munge') yield await munge(probes, config.get('AuthInfo') ?? '');
  yield await tried(
    'sbatch',
    'See which account, partition or QOS this user may use: sacctmgr show assoc user=$USER',
    async () => {
      const { code, out, err } = await run('sbatch', ['--test-only', '--wrap=true']);
      if (code !== 0) throw new Error(said(err, out) || 'a submission is refused');
      return 'this user may submit';
    },
  );
  yield* accounting(run, config);
  yield limit(probes);
  for (const folder of await probes.missingFolders())
    yield {
      ...{ name: 'job logs', level: 'fail' as const, text: `${folder} is not there, or may not be written` },
      remedy: `Make it (mkdir -p ${folder}): SLURM does not, and ends the job as it starts.`,
    };
}

async function munge({ run, command }: SlurmProbes, info: string): Promise<Check> {
  const name = 'munge';
  if (command('munge') === undefined || command('unmunge') === undefined)
    return { name, level: 'info', text: 'its commands are not here; that slurmctld answers shows that it works' };
  const [, path] = /socket=([^,\s]+)/.exec(info) ?? [];
  const socket = path === undefined ? [] : [`--socket=${path}`];
  return tried(name, 'See that munged runs here and that the clocks of the cluster agree.', async () => {
    const made = await run('munge', ['-n', ...socket]);
    if (made.code !== 0) throw new Error(said(made.err, made.out));
    const read = await run('unmunge', socket, made.out);
    if (read.code !== 0) throw new Error(said(read.err, read.out));
    return 'makes credentials and reads them';
  });
}

async function* accounting(run: RunCommand, config: ReadonlyMap<string, string>): AsyncGenerator<Check> {
  const name = 'accounting';
  const seconds = Number.parseInt(config.get('MinJobAge') ?? '', 10);
  const remembered = `slurmctld remembers an ended job for ${Number.isNaN(seconds) ? 'an unknown time' : `${seconds} s`} (MinJobAge)`;
  if (!/slurmdbd/.test(config.get('AccountingStorageType') ?? '')) {
    const short = Number.isNaN(seconds) || seconds < LEAST_AGE;
    yield {
      ...{ name, level: short ? 'warn' : 'info', text: `none; ${remembered}` },
      ...(short ? { remedy: 'Keep sigwatch running: after that time only the log tells how a job ended.' } : {}),
    };
    return;
  }
  yield await tried(
    name,
    'Jobs are followed all the same; who cancelled one is told when slurmdbd is back.',
    async () => {
      const { code, out, err } = await run('sacct', ['-n', '-X', '-S', 'now-1minutes', '-o', 'JobID']);
      if (code !== 0) throw new Error(said(err, out));
      const stored = /\bjob_comment\b/.test(config.get('AccountingStoreFlags') ?? '');
      const found = stored
        ? 'comments are stored'
        : 'comments are not stored (AccountingStoreFlags=job_comment): old jobs are found by the line that submitted them';
      return `sacct answers, ${found}; ${remembered}`;
    },
  );
}

/** Without accounting a job has to be seen ended while it is remembered (s). */
const LEAST_AGE = 120;

function limit({ command }: SlurmProbes): Check {
  const name = 'timeout';
  const path = command('timeout');
  if (path !== undefined) return { name, level: 'ok', text: path };
  return {
    ...{ name, level: 'warn', text: 'the command `timeout` is not here' },
    remedy: 'Install coreutils: it keeps an sbatch that hangs from submitting after sigwatch has given it up.',
  };
}

async function tried(name: string, remedy: string, look: () => Promise<string>): Promise<Check> {
  try {
    return { name, level: 'ok', text: await look() };
  } catch (error) {
    return { name, level: 'fail', text: (error as Error).message, remedy };
  }
}

/** Nothing where it fails: what needs it says so. */
async function output(run: RunCommand, program: string, args: readonly string[]): Promise<string> {
  try {
    const { code, out } = await run(program, args);
    return code === 0 ? out : '';
  } catch {
    return '';
  }
}

const said = (...texts: readonly string[]): string =>
  texts.map((text) => text.trim().split('\n')[0] ?? '').find((text) => text !== '') ?? '';
