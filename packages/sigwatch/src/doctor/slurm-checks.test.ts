import { expect, it } from 'vitest';
import { type SlurmProbes, slurmChecks } from './slurm-checks.js';

const CONFIG = `AccountingStorageType   = accounting_storage/slurmdbd
AccountingStoreFlags    = job_comment,job_env
AuthInfo                = socket=/run/own.socket
AuthType                = auth/munge
ClusterName             = c1
MinJobAge               = 300 sec
`;
type Reply = { readonly code?: number; readonly out?: string; readonly err?: string };

const WELL: Readonly<Record<string, Reply>> = {
  'scontrol show config': { out: CONFIG },
  'scontrol ping': { out: 'Slurmctld(primary) at head is UP\n' },
  'sbatch --version': { out: 'slurm 23.11.4\n' },
  'munge -n --socket=/run/own.socket': { out: 'MUNGE:x:' },
  'unmunge --socket=/run/own.socket': { out: 'STATUS: Success' },
  'sbatch --test-only --wrap=true': { err: 'sbatch: Job 5 to start at …' },
  'sacct -n -X -S now-1minutes -o JobID': {},
};

/** What is told of a cluster whose commands answer so: `level name text`. */
async function told(changes: Readonly<Record<string, Reply>> = {}, more: Partial<SlurmProbes> = {}) {
  const asked: string[] = [];
  const probes: SlurmProbes = {
    command: (name) => `/bin/${name}`,
    wantsSlurm: async () => true,
    missingFolders: async () => [],
    async run(program, args) {
      const line = [program, ...args].join(' ');
      asked.push(line);
      const reply = { ...WELL, ...changes }[line];
      if (reply === undefined) throw new Error(`${line} was not foreseen`);
      return { code: 0, out: '', err: '', ...reply };
    },
    ...more,
  };
  const checks = [];
  for await (const check of slurmChecks(probes)) checks.push(check);
  return checks.map(({ level, name, text }) => `${level} ${name}: ${text}`);
}

it('finds nothing where all is well', async () => {
  expect(await told()).toEqual([
    'ok slurmctld: slurm 23.11.4, cluster c1',
    'ok munge: makes credentials and reads them',
    'ok sbatch: this user may submit',
    'ok accounting: sacct answers, comments are stored; slurmctld remembers an ended job for 300 s (MinJobAge)',
    'ok timeout: /bin/timeout',
  ]);
});

it('asks nothing more of a cluster that does not answer', async () => {
  const down = { code: 1, err: 'slurm_load_ctl_conf error: Unable to contact slurm controller\n' };
  const ping = { code: 1, out: 'Slurmctld(primary) at head is DOWN\n' };
  expect(await told({ 'scontrol show config': down, 'scontrol ping': ping })).toEqual([
    'fail slurmctld: Slurmctld(primary) at head is DOWN',
  ]);
  const elsewhere = { wantsSlurm: async () => false };
  expect(await told({ 'scontrol show config': down, 'scontrol ping': ping }, elsewhere)).toEqual([
    'warn slurmctld: Slurmctld(primary) at head is DOWN',
  ]);
});

it.each<[string, Readonly<Record<string, Reply>>, string]>([
  [
    'a refused submission',
    { 'sbatch --test-only --wrap=true': { code: 1, err: 'allocation failure: Invalid account\n' } },
    'fail sbatch: allocation failure: Invalid account',
  ],
  [
    'munge that is down',
    { 'munge -n --socket=/run/own.socket': { code: 6, err: 'munge: Error: Failed to access socket\n' } },
    'fail munge: munge: Error: Failed to access socket',
  ],
  [
    'a database that is away',
    { 'sacct -n -X -S now-1minutes -o JobID': { code: 1, err: 'sacct: error: Connection refused\n' } },
    'fail accounting: sacct: error: Connection refused',
  ],
  [
    'no accounting, and jobs that are soon forgotten',
    { 'scontrol show config': { out: 'AccountingStorageType = (null)\nMinJobAge = 20 sec\n' } },
    'warn accounting: none; slurmctld remembers an ended job for 20 s (MinJobAge)',
  ],
])('tells of %s', async (_, changes, line) => {
  expect(await told(changes)).toContain(line);
});

it('tells of a missing timeout, and of folders that SLURM would not make', async () => {
  const more = {
    command: (name: string) => (name === 'timeout' ? undefined : `/bin/${name}`),
    missingFolders: async () => ['/logs'],
  };
  expect((await told({}, more)).slice(-2)).toEqual([
    'warn timeout: the command `timeout` is not here',
    'fail job logs: /logs is not there, or may not be written',
  ]);
});
