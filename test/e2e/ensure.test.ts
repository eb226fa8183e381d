import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { runCli, startCli } from '../support/cli.js';
import { until, Workshop } from './workshop.js';

/** A command that runs until the file is there. */
const waiting = (file: string) => ['sh', '-c', `until [ -e "${file}" ]; do sleep 0.1; done`];

/** Starts a run, waits until its job runs, and kills its supervisor: the job goes on alone. */
async function orphan(workshop: Workshop, run_id: string, gate: string): Promise<void> {
  const flags = ['--no-config', '--run-id', run_id, '--state-dir', workshop.state, ...workshop.fewRules()];
  const { child, done } = startCli(['run', ...flags, '--', ...waiting(gate)]);
  await until(`the job of ${run_id} runs`, () => workshop.livingJobs(run_id).length > 0);
  await until(`${run_id} has its job`, () => summaryOf(workshop, run_id).job);
  child.kill('SIGKILL');
  await done;
}

const summaryOf = (workshop: Workshop, run_id: string) => {
  const path = join(workshop.state, 'runs', run_id, 'summary.json');
  return (existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : {}) as { job?: string; state?: string };
};

it('one process takes up every run that nobody supervises, and ends with the last of them', async () => {
  using workshop = new Workshop();
  const gate = join(workshop.directory, 'gate');
  for (const run_id of ['a', 'b', 'c']) await orphan(workshop, run_id, gate);
  const first = startCli(['ensure', '--format', 'jsonl', '--state-dir', workshop.state]);
  const led = () => runCli(['status', '--format', 'jsonl', '--state-dir', workshop.state]).out;
  await until('all are led', () => led().split('"supervised":true').length === 4);
  const second = runCli(['ensure', '--state-dir', workshop.state]);
  expect(second).toMatchObject({ code: 0, out: expect.stringContaining(`Process ${first.child.pid} `) });
  expect(runCli(['ensure', '--once', '--state-dir', workshop.state])).toMatchObject({ code: 0, out: '' });
  workshop.file('gate', '');
  expect(await first.done).toMatchObject({ code: 0 });
  for (const run_id of ['a', 'b', 'c']) expect(summaryOf(workshop, run_id).state).toBe('succeeded');
});

it('for cron it starts a process in the background, once', async () => {
  using workshop = new Workshop();
  const gate = join(workshop.directory, 'gate');
  await orphan(workshop, 'a', gate);
  const { out } = runCli(['ensure', '--once', '--state-dir', workshop.state]);
  expect(out).toMatch(/^Process \d+ takes up a\.$/m);
  await until('it is led', () =>
    runCli(['status', '--format', 'jsonl', '--state-dir', workshop.state]).out.includes('"supervised":true'),
  );
  workshop.file('gate', '');
  await until('it has ended', () => summaryOf(workshop, 'a').state === 'succeeded');
  // Who began it may still be about to end: as long as it lives it is told of.
  const after = await until('nobody takes care of runs any more', () => {
    const ran = runCli(['ensure', '--state-dir', workshop.state]);
    return ran.out === '' && ran;
  });
  expect(after).toMatchObject({ code: 0 });
  expect(readFileSync(join(workshop.state, 'supervisor', 'output.log'), 'utf8')).toContain('a  ');
});

it('a second sigwatch watches, and leads when the first is gone and it was told to', async () => {
  using workshop = new Workshop();
  const gate = join(workshop.directory, 'gate');
  const flags = ['--no-config', '--run-id', 'a', '--state-dir', workshop.state, ...workshop.fewRules()];
  const first = startCli(['run', ...flags, '--', ...waiting(gate)]);
  await until('it has its job', () => summaryOf(workshop, 'a').job);
  const second = startCli(['run', ...flags, '--take-over']);
  let said = '';
  second.child.stdout.on('data', (data) => {
    said += data;
  });
  await until('the second has said who leads', () => said.includes(`process ${first.child.pid} `));
  first.child.kill('SIGKILL');
  await until('the second leads', () => said.includes('a is led from here now'));
  workshop.file('gate', '');
  expect(await second.done).toMatchObject({ code: 0 });
  await first.done;
});

it('a job that exists is attached to, and started again by what is known of it', async () => {
  using workshop = new Workshop();
  const gate = join(workshop.directory, 'gate');
  await orphan(workshop, 'a', gate);
  const flags = ['--no-config', '--state-dir', workshop.state, ...workshop.fewRules()];
  expect(runCli(['attach', 'local:nobody.1', ...flags])).toMatchObject({
    code: 2,
    err: expect.stringContaining('No job local:nobody.1 is known to the platform local'),
  });
  // Its own run is the one that is taken up.
  const { child, done } = startCli(['attach', 'local:a.1', '--format', 'jsonl', ...flags]);
  await until('it is led', () =>
    runCli(['status', '--format', 'jsonl', '--state-dir', workshop.state]).out.includes('"supervised":true'),
  );
  expect(child.exitCode).toBeNull();
  workshop.file('gate', '');
  expect(await done).toMatchObject({ code: 0 });
  expect(summaryOf(workshop, 'a').state).toBe('succeeded');
});
