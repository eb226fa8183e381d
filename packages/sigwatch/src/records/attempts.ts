import type { RunRecordAttempt, SigwatchEvent } from '@sigwatch/core';
import { type Data, timeOf } from '../view/event-data.js';

type Attempts = readonly RunRecordAttempt[];

/** The attempts of a run after an event; oldest first. */
export function attemptsAfter(before: Attempts, event: SigwatchEvent, data: Data): Attempts {
  if (event.attempt === 0) return before;
  const known = before.at(-1)?.attempt === event.attempt ? before : [...before, begun(event)];
  const change = changeOf(known.at(-1) as RunRecordAttempt, event, data);
  return change === undefined ? known : known.with(-1, { ...(known.at(-1) as RunRecordAttempt), ...change });
}

/** When the attempt of an event began, as far as it is known. ISO 8601. */
export const beganAt = (attempts: Attempts, event: SigwatchEvent): string =>
  attempts.findLast(({ attempt }) => attempt === event.attempt)?.start_time ?? event.timestamp;

function begun({ attempt, timestamp }: SigwatchEvent): RunRecordAttempt {
  return {
    ...{ attempt, job: null, start_time: timestamp, end_time: null, duration_seconds: null, status: null },
    ...{ exit_code: null, signal: null, first_step: null, last_step: null, resume_from: null },
  };
}

function changeOf(attempt: RunRecordAttempt, event: SigwatchEvent, data: Data): Partial<RunRecordAttempt> | undefined {
  const { event_type, timestamp } = event;
  if (event_type === 'attempt_started')
    return { job: data.text('job') ?? null, resume_from: data.text('resume_from') ?? null };
  if (event_type === 'progress') {
    const step = data.number('step');
    return step === undefined ? undefined : { first_step: attempt.first_step ?? step, last_step: step };
  }
  if (event_type === 'attempt_ended') {
    return {
      end_time: timestamp,
      duration_seconds: (timeOf(event) - Date.parse(attempt.start_time)) / 1000,
      status: data.text('state') ?? null,
      exit_code: data.number('exit_code') ?? null,
      signal: data.text('signal') ?? null,
    };
  }
  return undefined;
}
