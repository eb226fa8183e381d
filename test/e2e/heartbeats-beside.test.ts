import { join } from 'node:path';
import { expect, it } from 'vitest';
import { until, Workshop } from './workshop.js';

/** A local job whose own heartbeats are read beside its log, under a policy that restarts what a restart can help. */
function beside(script: string) {
  const shop = new Workshop();
  const places = { '@HB@': join(shop.directory, 'beats'), '@GO@': join(shop.directory, 'go') };
  const text = Object.entries(places).reduce((before, [name, path]) => before.replaceAll(name, path), script);
  shop.file('sigwatch.yaml', 'restart: megatron_transient\nheartbeat: { read: beats, interval: 0.5s, stale: 4s }\n');
  shop.file('job.sh', `mkdir -p ${places['@HB@']}\n${text}`);
  return shop;
}

const job = (shop: Workshop): string[] => ['sh', join(shop.directory, 'job.sh')];

it('a run whose heartbeats have died while it goes on making steps is shown so, and left alone', async () => {
  using shop = beside(`
echo '{"phase": "training"}' > @HB@/metadata.json
echo '{"step": 1}' > @HB@/progress.json
i=1
while [ ! -e @GO@ ]; do echo "iteration $i/100000 | loss 2.0"; i=$((i + 1)); sleep 0.2; done
`);
  const run = shop.watching('run', ['--run-id', 'r1'], job(shop));
  await until('it is degraded', () =>
    run.now().events.some(({ event_type, data }) => event_type === 'state_changed' && data.to === 'degraded'),
  );
  shop.file('go', '');
  const { code, events } = await run.done;
  expect(code).toBe(0);
  // On a machine that is busy its steps may be late as well, which is suspected, and then decided to be nothing.
  const decisions = events.filter(({ event_type, data }) => event_type === 'decision' && data.action !== 'ignore');
  expect(decisions).toEqual([]);
  expect(events.at(-1)).toMatchObject({ event_type: 'run_ended', data: { state: 'succeeded', restarts: 0 } });
});

it('what a run writes to _error as it ends is its root, though its log says nothing', async () => {
  using shop = beside(`
echo '{"phase": "training"}' > @HB@/metadata.json
echo "iteration 1/10 | loss 2.0"
echo "torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 2.00 GiB." > @HB@/_error.new
mv @HB@/_error.new @HB@/_error
exit 1
`);
  const { code, events } = await shop.told('run', ['--run-id', 'r1'], job(shop));
  expect(code).toBe(3);
  const end = events.find(({ event_type }) => event_type === 'run_ended');
  expect(end?.data).toMatchObject({
    state: 'failed',
    restarts: 0,
    root: { error_type: 'oom', source: '_error of local:r1.1' },
    decision: { action: 'stop' },
  });
});
