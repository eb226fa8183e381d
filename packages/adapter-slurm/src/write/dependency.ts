/** One condition of a job's dependency: `afterok:123_4`, `after:123+10`, `singleton`. */
interface Condition {
  readonly kind: string;
  readonly base?: string;
  /** `*`: each task of an array. */
  readonly task?: string;
  /** `+10`: minutes. */
  readonly delay: string;
}

export interface Dependency {
  readonly conditions: readonly Condition[];
  /** `,`: all of them; `?`: any. */
  readonly joined: ',' | '?';
}

/** `afterok:30(unfulfilled),afterok:47_*(failed)`: how squeue writes it. Undefined for what is not understood. */
export function parseDependency(text: string): Dependency | undefined {
  if (text === '' || text === '(null)') return undefined;
  const joined = text.includes('?') ? '?' : ',';
  const conditions = text.split(joined).map(parseCondition);
  return conditions.some((one) => one === undefined) ? undefined : { conditions: conditions as Condition[], joined };
}

function parseCondition(text: string): Condition | undefined {
  const match = /^(\w+)(?::(\d+)(?:_(\d+|\*))?(\+\d+)?)?(?:\(\w+\))?$/.exec(text);
  if (match === null) return undefined;
  const [, kind = '', base, task, delay = ''] = match;
  return { kind, ...(base === undefined ? {} : { base }), ...(task === undefined ? {} : { task }), delay };
}

interface Id {
  readonly base: string;
  readonly task?: string;
}

/** Whether it waits for the job: for an array also where it waits for one task, for a task also where it waits for all. */
export function waitsFor({ conditions }: Dependency, { base, task }: Id): boolean {
  return conditions.some(
    (one) =>
      one.base === base && (task === undefined || one.task === task || one.task === '*' || one.task === undefined),
  );
}

/**
 * As `scontrol update` takes it, with the new job in place of the old one; all else stays. Undefined where it can't be
 * said: one task goes on, and the dependency is on all of the old array's.
 */
export function repointed(dependency: Dependency, from: Id, to: Id): string | undefined {
  const written = dependency.conditions.map((one) => {
    if (one.base !== from.base) return write(one);
    if (from.task === undefined) return write({ ...one, base: to.base });
    if (one.task !== from.task) return one.task === '*' || one.task === undefined ? undefined : write(one);
    const { task: _, ...rest } = one;
    return write({ ...rest, base: to.base, ...(to.task === undefined ? {} : { task: to.task }) });
  });
  return written.some((one) => one === undefined) ? undefined : written.join(dependency.joined);
}

function write({ kind, base, task, delay }: Condition): string {
  if (base === undefined) return kind;
  return `${kind}:${base}${task === undefined || task === '*' ? '' : `_${task}`}${delay}`;
}
