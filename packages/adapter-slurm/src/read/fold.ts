import type { JobState, JobStatus } from '@sigwatch/core';

/** What is told of one component or task. */
export type Part = Omit<JobStatus, 'job'>;

export const detailed = (detail: string | undefined): Pick<Part, 'detail'> => (detail === undefined ? {} : { detail });

/** Of several parts: it lives while any of them does, and ends as the worst of them. */
const order: readonly JobState[] = [
  ...(['running', 'completing', 'suspended', 'pending'] as const),
  ...(['failed', 'timed_out', 'cancelled', 'succeeded'] as const),
];

export function fold(parts: readonly Part[]): Part {
  const [first] = [...parts].sort((a, b) => order.indexOf(a.state) - order.indexOf(b.state));
  if (first === undefined) throw new Error('a job without parts has no state');
  if (parts.length === 1) return first;
  const nodes = [...new Set(parts.flatMap((part) => part.nodes ?? []))];
  const times = (key: 'started_at' | 'ended_at' | 'ends_at') => parts.flatMap((part) => part[key] ?? []);
  const extreme = (key: 'started_at' | 'ended_at' | 'ends_at', of: (...all: number[]) => number) =>
    first[key] === undefined ? {} : { [key]: of(...times(key)) };
  return {
    ...first,
    ...(nodes.length > 0 ? { nodes } : {}),
    ...extreme('started_at', Math.min),
    ...extreme('ended_at', Math.max),
    ...extreme('ends_at', Math.min),
  };
}
