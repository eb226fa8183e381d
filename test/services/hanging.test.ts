import { expect, it } from 'vitest';
import { webhook } from '../support/receivers/webhook.js';
import { until } from '../support/until.js';
import { ServicesWorkshop } from './services-workshop.js';

const KEY = 'SECRET-key-of-the-webhook';
const NCCL = 'NCCL error in: ProcessGroupNCCL.cpp:1970, remote process exited\n';

it('a receiver that takes connections and says nothing holds up no decision, and the end of the run for a bounded time; what it missed is brought when it answers', async () => {
  await using hook = await webhook({ secret: KEY });
  using shop = new ServicesWorkshop({ HOOK_KEY: KEY });
  const config = shop.file(
    'sigwatch.yaml',
    `alerts: { group_wait: 100ms, group_over: 100, rate: { count: 1000, within: 1m } }
notifiers:
  - { class_name: WebhookNotifier, url: '${hook.url}', secret_env: HOOK_KEY, timeout: 10m }
`,
  );
  const crash = { print: NCCL, exit: 1 };
  const args = ['--config', config, '--run-id', 'hanging', ...shop.fewRules(), ...shop.policy('max_retries: 5')];
  hook.receiver.always('hangs');
  const run = shop.watching('run', args, shop.job(crash, crash, { print: 'done\n', exit: 0 }));
  const end = await until('the run has ended', () => run.now().of('run_ended')[0]);
  const told = Date.now();
  const { events } = run.now();
  const at = (type: string, attempt: number) =>
    Date.parse(events.find((event) => event.event_type === type && event.attempt === attempt)!.timestamp);
  // Whoever had waited for the receiver would have done so for a minute at least.
  for (const attempt of [1, 2])
    expect(at('attempt_started', attempt + 1) - at('decision', attempt), `attempt ${attempt}`).toBeLessThan(50_000);
  const ended = await run.done;
  expect([ended.code, end.data.state], ended.err).toEqual([0, 'succeeded']);
  // A minute, and some more for a machine that is busy; the notifier itself would wait for ten.
  expect(Date.now() - told).toBeLessThan(300_000);
  expect(hook.receiver.taken).toEqual([]);
  const status = await shop.cli(['status', 'hanging', '--config', config]);
  expect(status.out).toMatch(/restarted/);

  hook.receiver.heal();
  // Whose answer was not heard comes again, as the same.
  const once = () => [...new Map(hook.events.map((event) => [event.id, event])).values()];
  const transitions = () => once().map(({ data }) => (data as { transition: string }).transition);
  await until(
    () => `all is told: ${transitions().join(' ')}`,
    async () => {
      // Whatever is called next brings what is left.
      await shop.cli(['status', '--config', config]);
      return transitions().includes('succeeded');
    },
  );
  expect(transitions()).toEqual(['restarted', 'restarted', 'succeeded']);
}, 600_000);
