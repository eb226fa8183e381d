import { expect, it } from 'vitest';
import { slackWebhook, tooMany } from '../support/receivers/slack-webhook.js';
import { type Webhook, webhook } from '../support/receivers/webhook.js';
import { until } from '../support/until.js';
import { ServicesWorkshop } from './services-workshop.js';

const nccl = 'NCCL error in: ProcessGroupNCCL.cpp:1970, remote process exited\n';
const WEBHOOK_KEY = 'SECRET-key-of-the-webhook';

/** Each alert by itself, as soon as it may be sent. */
const ALERTS = 'alerts: { group_wait: 100ms, group_over: 100, rate: { count: 1000, within: 1m } }\n';

interface Told {
  readonly id: string;
  readonly transition: string;
  readonly attempt: number;
}

const toldOf = (events: Webhook['events']): readonly Told[] =>
  events.map(({ id, data }) => {
    const { transition, attempt } = data as { transition: string; attempt: number };
    return { id: String(id), transition, attempt };
  });

/** Ids in order, each where it came first. */
const firsts = (told: readonly Told[]): readonly string[] => [...new Set(told.map(({ id }) => id))];

it('an outage of the receivers, in which sigwatch is killed: every alert arrives, in order, none twice but the one whose answer was cut, and no decision waits', async () => {
  await using hook = await webhook({ secret: WEBHOOK_KEY });
  await using slack = await slackWebhook();
  using shop = new ServicesWorkshop({ HOOK_KEY: WEBHOOK_KEY, SLACK_WEBHOOK_URL: slack.url });
  const go = `${shop.directory}/go`;
  const config = shop.file(
    'sigwatch.yaml',
    `${ALERTS}notifiers:
  - { class_name: WebhookNotifier, url: '${hook.url}', secret_env: HOOK_KEY, timeout: 5m }
  - { class_name: SlackWebhookNotifier, url_env: SLACK_WEBHOOK_URL, timeout: 5m }
`,
  );
  const crash = { print: nccl, exit: 1 };
  const args = ['--config', config, '--run-id', 'outage', ...shop.fewRules(), ...shop.policy('max_retries: 5')];
  const command = shop.job(crash, crash, crash, { wait_for: go, after: 'done\n', exit: 0 });
  // One takes the first alert, and dies before it says so; the other is not there at all.
  hook.receiver.next('cut');
  hook.receiver.always('reset');
  await slack.receiver.refuse();

  const first = shop.watching('run', args, command);
  await hook.receiver.hasReceived(1);
  await hook.receiver.refuse();
  const fourth = () =>
    first
      .now()
      .of('attempt_started')
      .find(({ attempt }) => attempt === 4);
  await until('attempt 4 has started, though nobody takes an alert', fourth);
  first.child.kill('SIGKILL');
  await first.done;
  const { events } = first.now();
  const at = (type: string, attempt: number) => {
    const found = events.find((event) => event.event_type === type && event.attempt === attempt);
    return Date.parse(found!.timestamp);
  };
  // A try that fails is repeated after 7.5 s at the earliest: whoever had waited for one each time would have done so for longer.
  const waited = [1, 2, 3].map((attempt) => at('attempt_started', attempt + 1) - at('decision', attempt));
  expect(
    waited.reduce((sum, ms) => sum + ms),
    waited.join(' '),
  ).toBeLessThan(22_000);
  expect([hook.receiver.taken.length, slack.receiver.received.length]).toEqual([1, 0]);

  // They come back, but are not well yet: one by one, what each says to its next requests.
  hook.receiver.heal();
  for (const { receiver } of [hook, slack]) receiver.next({ status: 503, headers: { 'retry-after': '1' } }, tooMany(1));
  await hook.receiver.open();
  await slack.receiver.open();
  const second = shop.watching('run', args, command);
  // The run is still on while what was not told before is told.
  await hook.receiver.hasTaken(2);
  shop.file('go', '');
  const ended = await second.done;
  expect([ended.code, ended.end.state], ended.err).toEqual([0, 'succeeded']);
  // What its last seconds did not bring is brought by whoever comes next.
  await until(
    () => `all is told: ${JSON.stringify(toldOf(hook.events))}`,
    () => toldOf(hook.events).some(({ transition }) => transition === 'succeeded'),
  );

  const told = toldOf(hook.events);
  const order = firsts(told).map((id) => told.find((one) => one.id === id)!);
  expect(order.map(({ transition, attempt }) => `${transition} ${attempt}`)).toEqual([
    ...['restarted 2', 'restarted 3', 'restarted 4'],
    'succeeded 4',
  ]);
  // The receiver had taken the first whose answer was cut; it is sent again with the same id, and nothing else is.
  const [cut] = hook.receiver.received.filter(({ answer }) => answer === 'cut');
  expect(cut!.taken).toBe(true);
  const cutId = (JSON.parse(cut!.body) as { id: string }).id;
  const twice = firsts(told).filter((id) => told.filter((one) => one.id === id).length > 1);
  expect(twice).toEqual([cutId]);
  expect(told.filter(({ id }) => id === cutId)).toHaveLength(2);
  // Signed anew each time: the receiver takes nothing whose moment is not now.
  expect(hook.receiver.received.filter(({ answer }) => typeof answer === 'object' && answer.status === 401)).toEqual(
    [],
  );

  await slack.receiver.hasTaken(4);
  expect(slack.messages).toHaveLength(4);
  expect(slack.receiver.received.map(({ answer }) => (answer as { status: number }).status)).toEqual([
    ...[503, 429],
    ...[200, 200, 200, 200],
  ]);
}, 600_000);
