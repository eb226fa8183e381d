import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** How often the kernel's OOM killer has struck; absent where the kernel does not tell (macOS). */
export interface OomCounts {
  /** In our own control group, which the command has inherited unless it was moved. */
  readonly cgroup?: number | undefined;
  readonly machine?: number | undefined;
}

/** How often (ms) the machine's count is looked at. */
const LOOK_EVERY = 5_000;

/**
 * Watches the OOM killer while a command runs. A kill in the control group counts whenever it was: the workers of a
 * launcher die long before it. A kill elsewhere on the machine proves little, so it counts only when the command itself
 * was killed within seconds of it.
 */
export class OomWatch {
  readonly #count: () => OomCounts;
  readonly #start: OomCounts;
  #lookedAt: number;
  /** Counts of the last two looks: the older one is 5 to 10 s old. */
  #machine: [older: number | undefined, newer: number | undefined];

  constructor(now: number, count: () => OomCounts = countOomKills) {
    this.#count = count;
    this.#start = count();
    this.#lookedAt = now;
    this.#machine = [this.#start.machine, this.#start.machine];
  }

  /** To be called often while the command runs; cheap. */
  tick(now: number): void {
    if (now - this.#lookedAt < LOOK_EVERY) return;
    this.#lookedAt = now;
    this.#machine = [this.#machine[1], this.#count().machine];
  }

  /** A sentence when the OOM killer explains this end. */
  evidence(end: { readonly exit_code?: number; readonly signal?: string }): string | undefined {
    if (end.exit_code === 0) return undefined;
    const { cgroup, machine } = this.#count();
    const inGroup = difference(this.#start.cgroup, cgroup);
    if (inGroup > 0) return sentence(inGroup, 'in the control group of the job while it ran');
    const killed = end.signal === 'SIGKILL' || end.exit_code === 137;
    const nearby = difference(this.#machine[0], machine);
    return killed && nearby > 0 ? sentence(nearby, 'on this machine just before the job was killed') : undefined;
  }
}

export function countOomKills(root = '/'): OomCounts {
  return { cgroup: v2Kills(root) ?? v1Kills(root), machine: counter(join(root, 'proc/vmstat')) };
}

function difference(before: number | undefined, after: number | undefined): number {
  return before === undefined || after === undefined ? 0 : after - before;
}

function sentence(kills: number, where: string): string {
  return `The kernel's OOM killer ended ${kills === 1 ? 'a process' : `${kills} processes`} ${where}.`;
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
