import type { RunSummary } from '@sigwatch/core';

/** The runs of the journal that have to do with a location. */
export interface RunsOfLocation {
  /** Its unfinished run, which is taken up again; the newest where there are several. */
  readonly open?: RunSummary;
  /** The one that ended last: what it has told is not told again. */
  readonly ended?: RunSummary;
  /** What a new run of it is called: as the location, then with a number behind it. */
  readonly next: string;
}

type Known = Pick<RunSummary, 'run_id' | 'job' | 'jobs' | 'started_at' | 'ended_at'>;

/** `job`: `heartbeat:LOCATION`. `name`: the last part of the location. Pure. */
export function runsOfLocation(runs: readonly RunSummary[], job: string, name: string): RunsOfLocation {
  const own = runs
    .filter((run: Known) => run.job === job || run.jobs.includes(job))
    .sort((one, other) => other.started_at - one.started_at);
  const open = own.find(({ ended_at }) => ended_at === undefined);
  const ended = own.find(({ ended_at }) => ended_at !== undefined);
  const taken = new Set(runs.map(({ run_id }) => run_id));
  return {
    ...(open === undefined ? {} : { open }),
    ...(ended === undefined ? {} : { ended }),
    next: freeName(asRunId(name), taken),
  };
}

/** A run of this name may be of another location. */
function freeName(base: string, taken: ReadonlySet<string>): string {
  for (let n = 1; ; n++) {
    const id = n === 1 ? base : `${base}-${n}`;
    if (!taken.has(id)) return id;
  }
}

/** What may be the id of a run, and stays itself where it may be one. */
function asRunId(name: string): string {
  const plain = name
    .replaceAll(/[^A-Za-z0-9._-]+/g, '-')
    .replace(/^[.-]+/, '')
    .slice(0, 120);
  return plain === '' ? 'run' : plain;
}
