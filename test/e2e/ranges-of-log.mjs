// Prints what threads find in the ranges of a log: usage `ranges-of-log.mjs LOG THREADS STOP`, where STOP says after how many
// answers a thread is stopped, and none is at -1.
import { compileRules, fileSource, plainFile, RangeThreads, scanFiles, systemDeps } from '@sigwatch/core';

const [log, threads, stop] = [process.argv[2], Number(process.argv[3]), Number(process.argv[4])];
const rule = { pattern_type: 'regex', kind: 'error', severity: 'error', symptom_of: [], actions: [], metadata: {} };
const rules = [
  { ...rule, name: 'oom', pattern: 'out of memory: (?P<what>\\w+)' },
  { ...rule, name: 'trace', pattern: 'Traceback \\(most recent call last\\)', lines: 8 },
  { ...rule, name: 'step', pattern: 'step (?P<step>\\d+)', kind: 'progress' },
];
let answered;
// This thread alone would be done before the others are ready.
const isAnswered = threads === 0 ? undefined : new Promise((resolve) => (answered = resolve));
process.on('worker', (worker) => {
  let answers = 0;
  if (stop === 0) worker.terminate();
  worker.on('exit', answered);
  worker.on('message', () => {
    answers += 1;
    answered();
    if (answers === stop) worker.terminate();
  });
});

const helpers = RangeThreads.start(threads);
const matcher = compileRules(rules);
const files = [log, log].map((path) => plainFile(fileSource(path, { deps: systemDeps, follow: false }), 4096));
const scan = { files, rules, matcher: () => matcher, isShown: () => true, longest: 2 ** 16, range: 5000 };
for await (const { file, hits, lines, bytes, how } of scanFiles(scan, helpers)) {
  await isAnswered;
  for (const { rule, line, offset, text, fields, block } of hits)
    console.log(JSON.stringify([file, rule.name, line, offset, text, fields, block]));
  if (how !== 'on') console.log(how);
  else if (lines > bytes) throw new Error('more lines than bytes');
}
