import { expect, it } from 'vitest';
import { eventChecker } from '../config/events.js';
import type { Incident } from '../contract.js';
import { restartsAfter, signal } from '../run/attempt.fixture.js';
import type { Output } from '../run/attempt-state.js';
import { eventOf } from './events.js';

const check = eventChecker();
const root = signal(0, { name: 'nccl', mode: 'crash', remedy: 'Restart.', block: ['a', 'b'], fields: { node: 'n7' } });
const bare: Incident = {
  id: 'run/1/1',
  mode: 'crash',
  root,
  signals: [root],
  explained: [],
  progress: 'unknown',
  confidence: 'low',
};
const ledger = { by_mode: {}, by_type: {}, total: 0, failures: [] };
const decision = restartsAfter(5000).policies?.crash?.decide({ incident: bare, ledger, now: 0, random: 0 });
if (decision === undefined) throw new Error('the fixture has a policy for crashes');
const status = { job: { id: 'local:run.1', incarnation: 'a' }, state: 'failed' } as const;
const progress = signal(0, {
  name: 'iteration',
  kind: 'progress',
  fields: { step: '12/100', loss: 'nan', grad_norm: 'low', total: 100, note: 'x' },
});

/** One of each kind at least; the compiler asks for a new kind. */
const outputs: { readonly [Type in Output['type']]: readonly Extract<Output, { type: Type }>[] } = {
  signal: [{ type: 'signal', signal: root }],
  progress: [
    { type: 'progress', signal: progress, step: 11 },
    { type: 'progress', signal: progress, step: undefined },
  ],
  state: [{ type: 'state', from: 'running', to: 'degraded', reason: 'r' }],
  opened: [{ type: 'opened', incident: bare, suspected: true }],
  closed: [{ type: 'closed', incident: bare, total: 3, ignored: false, reason: 'r' }],
  decision: [
    { type: 'decision', decision: { ...decision, exclude_nodes: ['n7'] }, incident: bare, revised: false },
    { type: 'decision', decision: { ...decision, action: 'ignore' }, incident: bare, revised: true },
  ],
  notice: [
    { type: 'notice', text: 't' },
    { type: 'notice', text: 't', source: 'a.log', line: 3 },
  ],
  verify: [{ type: 'verify' }],
  drain: [{ type: 'drain', status }],
  verdict: [{ type: 'verdict', verdict: { kind: 'ended', state: 'succeeded', reason: 'r' } }],
};

it.each(Object.values(outputs).flat())('$type is told as the schema has it', (output) => {
  for (const dry_run of [false, true]) {
    const told = eventOf({ run_id: 'run', attempt: 1, dry_run }, 0, output);
    expect(told === undefined ? [] : check(JSON.parse(JSON.stringify(told)))).toEqual([]);
  }
});

it('shows the step that a line belongs to, and no metric that is no number', () => {
  const told = eventOf({ run_id: 'run', attempt: 1 }, 0, { type: 'progress', signal: progress, step: 11 });
  expect(told?.data).toEqual({ step: 11, total: 100, loss: 'nan', source: 'train.log', line: progress.line });
});

it('keeps to itself what only the engine’s shell needs', () => {
  for (const type of ['verify', 'drain', 'verdict'] as const)
    expect(eventOf({ run_id: 'run', attempt: 1 }, 0, outputs[type][0] as Output)).toBeUndefined();
});
