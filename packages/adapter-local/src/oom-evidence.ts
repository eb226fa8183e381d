import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** How often the kernel's OOM killer has struck, and whether that counts our own control group or the whole machine. */
export interface OomCount {
  readonly scope: 'cgroup' | 'machine';
  readonly kills: number;
}

/** Undefined where the kernel does not tell (macOS). The shim's control group is the command's. */
export function countOomKills(root = '/'): OomCount | undefined {
  const cgroup = v2Kills(root) ?? v1Kills(root);
  if (cgroup !== undefined) return { scope: 'cgroup', kills: cgroup };
  const machine = counter(join(root, 'proc/vmstat'));
  return machine === undefined ? undefined : { scope: 'machine', kills: machine };
}

/**
 * A sentence when the OOM killer has struck between two counts and the end of the command fits. A kill elsewhere on
 * the machine proves nothing, so there the command itself must have been killed.
 */
export function oomEvidence(
  before: OomCount | undefined,
  after: OomCount | undefined,
  end: { readonly exit_code?: number; readonly signal?: string },
): string | undefined {
  if (!before || !after || before.scope !== after.scope || after.kills <= before.kills) return undefined;
  if (end.exit_code === 0) return undefined;
  const killed = end.signal === 'SIGKILL' || end.exit_code === 137;
  if (after.scope === 'machine' && !killed) return undefined;
  const where = after.scope === 'cgroup' ? 'in the control group of the job' : 'on this machine';
  return `The kernel's OOM killer ended ${after.kills - before.kills} process(es) ${where} while the job ran.`;
}

function v2Kills(root: string): number | undefined {
  const group = groupOf(root, (controllers) => controllers === '');
  const mount = mountOf(root, (type) => type === 'cgroup2');
  return group && mount ? counter(join(root, mount, group, 'memory.events')) : undefined;
}

function v1Kills(root: string): number | undefined {
  const group = groupOf(root, (controllers) => controllers.split(',').includes('memory'));
  const mount = mountOf(root, (type, options) => type === 'cgroup' && options.split(',').includes('memory'));
  if (!group || !mount) return undefined;
  // Inside a container the mount may show the container's own group as its root.
  return counter(join(root, mount, group, 'memory.oom_control')) ?? counter(join(root, mount, 'memory.oom_control'));
}

function groupOf(root: string, wanted: (controllers: string) => boolean): string | undefined {
  const line = lines(join(root, 'proc/self/cgroup')).find((text) => wanted(text.split(':')[1] ?? '?'));
  return line?.split(':').slice(2).join(':');
}

function mountOf(root: string, wanted: (type: string, options: string) => boolean): string | undefined {
  for (const line of lines(join(root, 'proc/self/mountinfo'))) {
    const [before, after] = line.split(' - ');
    const [type = '', , options = ''] = after?.split(' ') ?? [];
    if (wanted(type, options)) return before?.split(' ')[4];
  }
  return undefined;
}

function counter(path: string): number | undefined {
  const line = lines(path).find((text) => text.startsWith('oom_kill '));
  return line ? Number(line.split(' ')[1]) : undefined;
}

function lines(path: string): string[] {
  try {
    return readFileSync(path, 'utf8').split('\n');
  } catch {
    return [];
  }
}
