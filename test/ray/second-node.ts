import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Head } from './head.js';
import { rayHome } from './ray-home.js';

const MARK = 'SIGWATCH_TEST_NODE';

/** A second node of a head's cluster, on this machine too: what asks for the resource `far` runs there. It ends with the head at the latest. */
export class SecondNode {
  private constructor(private readonly head: Head) {}

  static start(head: Head): SecondNode {
    const port = (offset: number) => String(head.port + offset);
    const args = [
      ...['start', '--address', `127.0.0.1:${head.port}`, '--node-ip-address', '127.0.0.1', '--disable-usage-stats'],
      ...['--dashboard-agent-listen-port', port(7), '--dashboard-agent-grpc-port', port(8)],
      ...['--runtime-env-agent-port', port(9), '--metrics-export-port', port(10)],
      ...['--min-worker-port', port(91), '--max-worker-port', port(99)],
      ...['--num-cpus', '2', '--num-gpus', '0', '--object-store-memory', '100000000', '--resources', '{"far": 2}'],
    ];
    const { status, stderr } = spawnSync(join(rayHome(), 'bin', 'ray'), args, {
      env: { ...head.env(), [MARK]: head.directory },
      cwd: head.directory,
      // What it starts would keep a pipe open.
      stdio: 'ignore',
      timeout: 240_000,
    });
    if (status !== 0) throw new Error(`ray start --address ended with ${status}: ${stderr}`);
    return new SecondNode(head);
  }

  /** As when its power fails: all of it at once. */
  kill(): void {
    const mark = `${MARK}=${this.head.directory}`;
    for (const { pid } of this.head.processes().filter(({ pid }) => environment(pid).includes(mark)))
      process.kill(pid, 'SIGKILL');
  }
}

function environment(pid: number): readonly string[] {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'latin1').split('\0');
  } catch {
    return [];
  }
}
