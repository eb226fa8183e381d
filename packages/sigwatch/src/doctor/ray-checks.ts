import type { Check } from './checks.js';
import type { RunCommand } from './slurm-checks.js';

/** Who answers at the address of a Ray dashboard. */
export interface RayServer {
  readonly address: string;
  /** Of Ray, such as `2.60.0`. */
  readonly version: string;
  readonly session: string;
  /** What its clock says, where it tells (ms since the epoch). */
  readonly clock?: number;
}

export interface RayProbes {
  readonly run: RunCommand;
  /** The path of a command. */
  command(name: string): string | undefined;
  /** Asks the dashboard that is meant here; undefined where no job is meant for Ray. Rejects with what is wrong. */
  rayServer(): Promise<RayServer | undefined>;
  /** What stands before commands on nodes, pods and other machines, as the settings name them. */
  prefixes(): Promise<readonly (readonly string[])[]>;
  now(): number;
}

/** Clocks that differ by more (ms) put steps and states into a wrong order for people. */
const APART = 30_000;

/** Whether jobs can be submitted to the Ray cluster that is meant here, and followed. Never throws. */
export async function* rayChecks(probes: RayProbes): AsyncGenerator<Check> {
  const name = 'ray';
  try {
    const server = await probes.rayServer();
    if (server === undefined)
      yield {
        name,
        level: 'info',
        text: 'no job is meant for it here: neither RAY_ADDRESS nor sigwatch.yaml names it',
      };
    else {
      yield { name, level: 'ok', text: `${server.version} at ${server.address}, ${server.session}` };
      if (server.clock !== undefined) yield clocks(server.clock, probes.now());
    }
  } catch (error) {
    const text = (error as Error).message;
    const refused = (error as { code?: unknown }).code === 'permission_denied';
    // What is refused says itself what to do.
    yield { name, level: 'fail', text, ...(refused ? {} : { remedy: UNREACHED }) };
  }
  for (const prefix of await probes.prefixes().catch(() => [])) yield await reached(prefix, probes);
}

const UNREACHED =
  "See that the head's dashboard runs and can be reached from here (kubectl port-forward, ssh -L), and that RAY_ADDRESS or adapter.address names it: http://HOST:8265.";

function clocks(there: number, here: number): Check {
  const apart = Math.abs(there - here);
  if (apart <= APART) return { name: 'ray clock', level: 'ok', text: 'agrees with ours' };
  return {
    ...{ name: 'ray clock', level: 'warn', text: `differs from ours by ${Math.round(apart / 1000)} s` },
    remedy: 'Set both by NTP: times in logs are compared with ours.',
  };
}

/** Whether a command can be run there at all. */
async function reached(prefix: readonly string[], { run, command }: RayProbes): Promise<Check> {
  const [program, ...args] = prefix;
  const place = { name: 'exec', what: prefix.join(' ') };
  if (program === undefined) return { name: place.name, level: 'ok', text: 'commands are run on this machine' };
  if (command(program) === undefined)
    return {
      ...{ name: place.name, level: 'fail', text: `${program} is not in PATH` },
      remedy: `Install it, or set another prefix than ${place.what}.`,
    };
  try {
    const { code, out, err } = await run(program, [...args, 'true']);
    if (code === 0) return { name: place.name, level: 'ok', text: `${place.what} runs commands` };
    throw new Error([err, out].map((text) => text.trim().split('\n')[0]).find(Boolean) ?? `it ends with ${code}`);
  } catch (error) {
    return {
      ...{ name: place.name, level: 'fail', text: `${place.what}: ${(error as Error).message}` },
      remedy: `Type \`${place.what} true\` and mend what it says.`,
    };
  }
}
