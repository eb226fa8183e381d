import { parentPort } from 'node:worker_threads';
import type { Rule } from '../../contract.js';
import type { PlainFile } from '../../source/plain-file.js';
import { compileRules } from '../compile-rules.js';
import { type Control, claim, openControl } from './range-control.js';
import type { RangeFound, RangeTask } from './range-task.js';
import { searchFile } from './search-range.js';

/** What a worker is told once. */
export interface RangeWork {
  readonly rules: readonly Rule[];
  readonly shown: readonly boolean[];
  readonly files: readonly PlainFile[];
  readonly tasks: readonly (readonly RangeTask[])[];
  /** As long as a line may be, and how much is read at a time, in bytes. */
  readonly longest: number;
  readonly piece: number;
  readonly control: Control;
  /** Which of the workers this one is. */
  readonly worker: number;
}

export interface RangeAnswer {
  readonly task: number;
  readonly found: readonly RangeFound[];
}

parentPort?.once('message', (work: RangeWork) => {
  const matcher = compileRules(work.rules, { checked: true });
  const search = { matcher, into: matcher.room(work.longest), piece: work.piece, shown: work.shown };
  const control = openControl(work.control);
  for (;;) {
    const task = claim(control, work.worker);
    const ranges = work.tasks[task];
    if (ranges === undefined) break;
    const found = ranges.map((range) => searchFile(search, work.files[range.file] as PlainFile, range));
    parentPort?.postMessage({ task, found } satisfies RangeAnswer);
  }
});
