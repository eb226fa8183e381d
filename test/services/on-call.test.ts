import { join } from 'node:path';
import { expect, it } from 'vitest';
import { steps } from '../e2e/workshop.js';
import { pagerDuty } from '../support/receivers/pagerduty.js';
import { slackApi } from '../support/receivers/slack-api.js';
import { until } from '../support/until.js';
import { ServicesWorkshop } from './services-workshop.js';

const NCCL = 'NCCL error in: ProcessGroupNCCL.cpp:1970, remote process exited\n';
const TOKEN = 'xoxb-SECRET-bot-token';
const ROUTE = 'SECRETR0UT1NGKEYR0UT1NGKEYR0UT10';

it('by a whole run: PagerDuty has an alert that its recovery resolves, and another that stays open where the run gives up; Slack has a thread for each', async () => {
  await using slack = await slackApi({ token: TOKEN });
  await using pager = await pagerDuty(ROUTE);
  using shop = new ServicesWorkshop({ SLACK_BOT_TOKEN: TOKEN, PAGERDUTY_ROUTING_KEY: ROUTE });
  const config = shop.file(
    'sigwatch.yaml',
    `alerts: { group_wait: 100ms, group_over: 100, rate: { count: 1000, within: 1m } }
notifiers:
  - { class_name: SlackBotNotifier, token_env: SLACK_BOT_TOKEN, channel: '#training', api_url: '${slack.url}' }
  - { class_name: PagerDutyNotifier, routing_key_env: PAGERDUTY_ROUTING_KEY, url: '${pager.url}' }
`,
  );
  const start = (run: string, job: readonly string[]) => {
    const args = [
      '--config',
      config,
      '--run-id',
      run,
      '--name',
      run,
      ...shop.fewRules(),
      ...shop.policy('max_retries: 1'),
    ];
    return shop.watching('run', args, job);
  };
  const go = join(shop.directory, 'go');
  const well = start(
    'well',
    shop.job(
      { print: steps(1, 3) + NCCL, exit: 1 },
      { print: steps(2, 9), wait_for: go, after: steps(10, 12), exit: 0 },
    ),
  );
  await until('the alert is open, and then resolved', () => pager.events.length >= 2);
  const [opened, resolved] = pager.events;
  expect([opened, resolved].map((event) => event?.event_action)).toEqual(['trigger', 'resolve']);
  expect(opened).toMatchObject({ payload: { group: 'well', class: 'nccl' } });
  expect(resolved?.dedup_key).toBe(opened?.dedup_key);
  // It is resolved while the run is still on.
  expect(well.now().of('run_ended')).toEqual([]);
  shop.file('go', '');
  const ended = await well.done;
  expect([ended.code, ended.end.state], ended.err).toEqual([0, 'succeeded']);
  await until('Slack is told its end, in the thread and above it', () => {
    const [head, ...thread] = slack.messages;
    return JSON.stringify(thread.at(-1))?.includes('succeeded') && head?.updates === thread.length;
  });
  expect(pager.events).toHaveLength(2);
  expect([...pager.open]).toEqual([]);
  const [head, ...thread] = slack.messages;
  expect(head?.thread_ts).toBeUndefined();
  expect(head?.updates).toBe(thread.length);
  expect(JSON.stringify(head)).toContain('succeeded');
  expect(thread.length).toBeGreaterThanOrEqual(2);
  expect(new Set(thread.map(({ thread_ts }) => thread_ts))).toEqual(new Set([head?.ts]));

  const before = slack.messages.length;
  const bad = await start('bad', shop.job({ print: steps(1, 3) + NCCL, exit: 1 }, { print: NCCL, exit: 1 })).done;
  // Stopped by the policy.
  expect(bad.code).toBe(3);
  await until('it is told that nothing more is done', () => pager.open.size === 1);
  const of_bad = pager.events.slice(2);
  expect(new Set(of_bad.map(({ event_action }) => event_action))).toEqual(new Set(['trigger']));
  expect(new Set(of_bad.map(({ dedup_key }) => dedup_key)).size).toBe(1);
  expect(of_bad.at(-1)).toMatchObject({ payload: { group: 'bad', class: 'nccl' } });
  const [second, ...replies] = slack.messages.slice(before);
  expect(second?.thread_ts).toBeUndefined();
  expect(replies.every(({ thread_ts }) => thread_ts === second?.ts)).toBe(true);
}, 600_000);
