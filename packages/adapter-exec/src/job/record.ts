import { type Place, placeOf } from './identity.js';

/** What the other side tells of a job of ours. */
export interface JobRecord {
  readonly claim: string;
  /** The command, once it was begun. */
  readonly begun?: { readonly pid: string; readonly start: string; readonly at: number };
  /** How it ended, by who waited for it. `code`: `late` or `none` where it was never begun. */
  readonly exit?: {
    readonly code: number | 'late' | 'none';
    readonly at: number;
    readonly cancelled: boolean;
    readonly oom: boolean;
  };
  /** Whether who waits for the command, the command, and who ends it are alive. */
  readonly waits: boolean;
  readonly alive: boolean;
  readonly ending: boolean;
  /** Somebody has asked for its end. */
  readonly cancelled: boolean;
  readonly held: boolean;
}

export interface StatusAnswer {
  readonly place: Place;
  /** Seconds since 1970 on the clock of the other side. */
  readonly seconds: number;
  readonly jobs: ReadonlyMap<string, JobRecord>;
  /** By `@PID/START`. */
  readonly processes: ReadonlyMap<string, boolean>;
}

/** Undefined when it is not understood. */
export function readStatus(text: string): StatusAnswer | undefined {
  const [first = '', ...lines] = text.split('\n').filter((line) => line !== '');
  const [word, where = '', seconds] = first.split(' ');
  const place = placeOf(where);
  if (word !== 'place' || place === undefined || !Number.isFinite(Number(seconds))) return undefined;
  const jobs = new Map<string, JobRecord>();
  const processes = new Map<string, boolean>();
  for (const line of lines) {
    const [name = '', ...pairs] = line.split(' ');
    const fields = new Map(pairs.map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]));
    // What could not be found out there is missing, and not a no.
    const tells = (one: string): boolean => ['0', '1'].includes(fields.get(one) ?? '');
    if (name.startsWith('@')) {
      if (tells('alive')) processes.set(name, fields.get('alive') === '1');
    } else if (['wrapper', 'alive', 'cancel', 'reaper', 'held'].every(tells)) jobs.set(name, recordOf(fields));
  }
  return { place, seconds: Number(seconds), jobs, processes };
}

function recordOf(fields: ReadonlyMap<string, string>): JobRecord {
  const is = (name: string): boolean => fields.get(name) === '1';
  const [pid, start, at] = (fields.get('pid') ?? '').split(',');
  const [code, ended, cancelled, oom] = (fields.get('exit') ?? '').split(',');
  return {
    claim: fields.get('claim') ?? '',
    ...(pid && start && at ? { begun: { pid, start, at: Number(at) } } : {}),
    ...(code && ended
      ? {
          exit: {
            code: code === 'late' || code === 'none' ? code : Number(code),
            at: Number(ended),
            cancelled: cancelled !== '',
            oom: oom === 'oom',
          },
        }
      : {}),
    ...{ waits: is('wrapper'), alive: is('alive'), ending: is('reaper'), cancelled: is('cancel'), held: is('held') },
  };
}
