import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type RunCost, type RunRecord, runRecordSchema } from '@sigwatch/core';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { webhook } from '../support/receivers/webhook.js';
import { Workshop } from './workshop.js';

const checkSummary = new Ajv({ strict: false }).compile(runRecordSchema);
const crash = 'RuntimeError: NCCL error in: a.cpp:1\n';
/** So dear that a second is seen. */
const PRICES = 'as_of: 2026-01-02\ncurrency: EUR\ngpus: { H100: 3600000 }\n';
const SECRET = `whsec_${Buffer.from('SECRET-of-the-webhook-receiver').toString('base64')}`;
const MONITOR = `class_name: LogMonitor
log_signals:
  - { name: nccl_error, pattern: 'NCCL error in', state: { class_name: CrashState }, metadata: { error_type: nccl } }
`;

/** A run that fails once and then succeeds, by a sigwatch.yaml with these lines. */
async function ran(shop: Workshop, lines: string, env: Record<string, string> = {}, format = 'jsonl') {
  shop.file('few.yaml', MONITOR);
  shop.file('prices.yaml', PRICES);
  const config = shop.file('sigwatch.yaml', `monitor: few.yaml\nrecords: records\n${lines}`);
  const job = shop.job({ print: crash, exit: 1 }, { print: 'done\n', exit: 0 });
  const args = ['run', '--format', format, '--run-id', 'r1', '--config', config, ...shop.policy(''), '--', ...job];
  const told = await shop.cli(args, { MODAL_TASK_ID: '', ...env });
  expect(told, told.err).toMatchObject({ code: 0 });
  const costs = format !== 'jsonl' ? [] : eventsWithCost(told.out);
  const folder = join(shop.directory, 'records');
  const name = readdirSync(folder).find((one) => one.startsWith('summary_')) ?? '';
  const summary: RunRecord = JSON.parse(readFileSync(join(folder, name), 'utf8'));
  expect(checkSummary(summary), JSON.stringify(checkSummary.errors)).toBe(true);
  return { ...told, costs, summary };
}

const eventsWithCost = (out: string): readonly { readonly event_type: string; readonly cost: RunCost }[] =>
  out
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
    .filter(({ data }) => data.cost !== undefined)
    .map(({ event_type, data }) => ({ event_type, cost: data.cost }));

describe('what a run costs', () => {
  it('is told with the end of each attempt and of the run, in its summary, status and report', async () => {
    using shop = new Workshop();
    const { costs, summary } = await ran(shop, 'cost: { gpu: H100, count: 2 }\nprices: prices.yaml\n');
    expect(costs.map(({ event_type }) => event_type)).toEqual([
      ...['attempt_ended', 'attempt_started', 'attempt_ended', 'run_ended'],
    ]);
    const cost = costs.at(-1)?.cost as RunCost;
    const { total, wasted, seconds, wasted_seconds, attempts } = cost;
    expect(cost).toMatchObject({ currency: 'EUR', gpu_type: 'H100', gpu_count: 2, prices_as_of: '2026-01-02' });
    expect(attempts).toHaveLength(2);
    expect(seconds).toBeGreaterThan(0);
    // Without a checkpoint all of the attempt that failed came to nothing.
    expect(wasted_seconds).toBeGreaterThan(0);
    expect(wasted_seconds).toBe(attempts[0]?.seconds);
    expect(attempts[1]).toMatchObject({ wasted: 0, wasted_seconds: 0 });
    expect(total).toBeCloseTo(2_000 * seconds, 1);
    expect(wasted).toBeCloseTo(2_000 * wasted_seconds, 1);
    expect(summary.cost).toEqual(cost);

    const money = `${total?.toFixed(2)} EUR, ${wasted?.toFixed(2)} of it wasted`;
    const of = '(2 H100 for 3600000.00 an hour each, prices of 2026-01-02)';
    expect((await shop.cli(['status', 'r1'])).out).toContain(`cost: ${money} ${of}\n`);
    const status = JSON.parse((await shop.cli(['status', 'r1', '--format', 'json'])).out);
    expect(status.cost).toMatchObject({ total, wasted, currency: 'EUR' });
    const { out } = await shop.cli(['report', 'r1']);
    expect(out).toContain(`${money} ${of}`);
    expect(out).toContain(`${attempts[0]?.total?.toFixed(2)} EUR, ${attempts[0]?.wasted?.toFixed(2)} of it wasted\n`);
  });

  it('is a line at the end of what a person sees, and a fact of what people are told', async () => {
    using shop = new Workshop();
    await using hook = await webhook({ secret: SECRET });
    const notifier = `notifiers: [ { class_name: WebhookNotifier, url: "${hook.url}", secret: ${SECRET} } ]\nalerts: { on: [succeeded] }\n`;
    const { out } = await ran(shop, `cost: { gpu: H100 }\nprices: prices.yaml\n${notifier}`, {}, 'pretty');
    expect(out).toMatch(/ cost +[\d.]+ EUR, [\d.]+ of it wasted \(1 H100 for 3600000\.00 an hour,/);
    const [{ data } = { data: undefined }] = hook.events as { data: { text: string; cost: RunCost } }[];
    expect(data?.cost).toMatchObject({ currency: 'EUR', gpu_type: 'H100' });
    expect(data?.text).toMatch(/^Cost so far: [\d.]+ EUR, /m);
  });

  it('is not known where the table has no such GPU, which is said and never 0', async () => {
    using shop = new Workshop();
    const { summary } = await ran(shop, 'cost: { gpu: B200, count: 8 }\nprices: prices.yaml\n');
    expect(summary.cost).toMatchObject({
      ...{ total: null, wasted: null, gpu_type: 'B200', gpu_count: 8 },
      not_known: expect.stringMatching(/^the prices of 2026-01-02 have none of B200/),
    });
    expect(summary.cost?.seconds).toBeGreaterThan(0);
    expect((await shop.cli(['status', 'r1'])).out).toContain('cost: not known: the prices of 2026-01-02 have none');
  });

  it("is by Modal's table in a container of Modal, where nobody names another", async () => {
    using shop = new Workshop();
    const env = { MODAL_TASK_ID: 'ta-1', MODAL_IS_REMOTE: '1' };
    const { summary } = await ran(shop, 'cost: { gpu: "H100:8" }\n', env);
    expect(summary.cost).toMatchObject({ per_gpu_hour: 3.9492, gpu_count: 8, prices_as_of: '2026-09-19' });
  });

  it('is not told where nobody asks for it', async () => {
    using shop = new Workshop();
    const { costs, summary } = await ran(shop, '');
    expect({ costs, cost: summary.cost }).toEqual({ costs: [], cost: null });
  });

  it('is refused with a place where the table is wrong', async () => {
    using shop = new Workshop();
    const config = shop.file('sigwatch.yaml', 'prices: prices.yaml\n');
    shop.file('prices.yaml', 'as_of: 2026\ngpus: { H100: free }\n');
    const { code, err } = await shop.cli(['run', '--config', config, '--', 'true']);
    expect(code).toBe(2);
    expect(err).toMatch(/prices\.yaml:1:\d+/);
    expect(err).toMatch(/prices\.yaml:2:\d+/);
  });
});
