import { from } from 'rxjs';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { loadMonitors } from '../config/monitor.js';
import type { Fields, Signal } from '../contract.js';
import { compileRules } from '../match/compile-rules.js';
import { hitsIn } from '../match/hits-in.js';
import { definePack } from './define-pack.js';
import { ofPack } from './of-pack.js';
import { nameOfPack, packInName, shownName } from './pack-name.js';
import type { PackSignal } from './pack-types.js';

const pack = definePack({
  name: 'mine',
  log_signals: [
    {
      name: 'step',
      pattern: 'it (?P<iter>\\d+) lm (?P<lm_loss>\\S+)(?: at (?<where>\\w+))?',
      metadata: { kind: 'progress' },
    },
    { name: 'disk_full', pattern: 'no space on %{device}: %{?n} left %{+what/2}', pattern_type: 'dissect' },
    {
      name: 'coded',
      pattern: 'error (\\d+)',
      extract_groups: { code: 1, text: 'match' },
      state: { class_name: 'CrashState' },
    },
    { name: 'ready', pattern: 'ready', pattern_type: 'substring' },
    { name: 'odd', pattern: 'level=error', pattern_type: 'logfmt' },
  ],
});
type Of<Name extends string> = Extract<PackSignal<typeof pack>, { name: Name }>;

describe('types of a pack', () => {
  it('know its rules and the fields of each', () => {
    expectTypeOf<PackSignal<typeof pack>['name']>().toEqualTypeOf<'step' | 'disk_full' | 'coded' | 'ready' | 'odd'>();
    expectTypeOf<Of<'step'>['fields']['loss']>().toEqualTypeOf<number>();
    expectTypeOf<keyof Of<'step'>['fields']>().toEqualTypeOf<'step' | 'loss' | 'where'>();
    expectTypeOf<Of<'step'>['fields']['where']>().toEqualTypeOf<string>();
    expectTypeOf<keyof Of<'disk_full'>['fields']>().toEqualTypeOf<'device' | 'what'>();
    expectTypeOf<keyof Of<'coded'>['fields']>().toEqualTypeOf<'code' | 'text'>();
    expectTypeOf<keyof Of<'ready'>['fields']>().toEqualTypeOf<never>();
    expectTypeOf<Of<'odd'>['fields']>().toExtend<Fields>();
  });

  it('refuse what no monitor file may hold', () => {
    // @ts-expect-error a pattern is a text
    definePack({ name: 'x', log_signals: [{ name: 'a', pattern: 3 }] });
    // @ts-expect-error there is no such type of pattern
    definePack({ name: 'x', log_signals: [{ name: 'a', pattern: 'b', pattern_type: 'glob' }] });
    // @ts-expect-error a pack has a name
    definePack({ log_signals: [] });
  });
});

describe('settings in a pack', () => {
  const rule = { name: 'a', pattern: 'b' } as const;

  it('of built-in classes are those of their schemas', () => {
    const fine = definePack({
      name: 'x',
      actions: [{ class_name: 'ExecutionAction', command: ['sync'], on: { decision: ['restart'] } }],
      notifiers: [{ class_name: 'SnsNotifier', topic_arn: 'arn:aws:sns:x:1:t', on: { state: ['failed'] } }],
      log_signals: [
        {
          ...rule,
          state: { class_name: 'CrashState', confirm_after: '10m' },
          actions: [{ class_name: 'ErrorNoteAction', note: 'seen' }],
        },
      ],
    });
    expectTypeOf(fine.log_signals[0].state.confirm_after).toEqualTypeOf<'10m'>();
    // @ts-expect-error a slip in the name of a setting
    definePack({ name: 'x', log_signals: [{ ...rule, state: { class_name: 'CrashState', confirm_afer: '10m' } }] });
    // @ts-expect-error a time is no list
    definePack({ name: 'x', log_signals: [{ ...rule, state: { class_name: 'CrashState', confirm_after: [1] } }] });
    // @ts-expect-error there is no command
    definePack({ name: 'x', actions: [{ class_name: 'ExecutionAction' }] });
    // @ts-expect-error a command is argv, and no text
    definePack({ name: 'x', actions: [{ class_name: 'ExecutionAction', command: 'sync now' }] });
    // @ts-expect-error a state has no note
    definePack({ name: 'x', log_signals: [{ ...rule, state: { class_name: 'StalledState', note: 'x' } }] });
    // @ts-expect-error there is no such decision
    definePack({ name: 'x', actions: [{ class_name: 'ErrorNoteAction', on: { decision: ['halt'] } }] });
  });

  it("of plugins' classes stay open", () => {
    definePack({
      name: 'x',
      actions: [{ class_name: 'PageAction', who: { name: 'me' } }],
      log_signals: [{ ...rule, state: { class_name: 'EvictedState', by: 3 }, actions: null }],
    });
    const state: { class_name: string } = { class_name: 'CrashState' };
    definePack({ name: 'x', log_signals: [{ ...rule, state }] });
  });
});

const where = { cwd: '/nowhere', packs: [] };

it('is a monitor as its file would be, and is shown by its name', () => {
  const monitor = loadMonitors([nameOfPack(pack)], where);
  expect(monitor.names).toEqual(['mine']);
  expect(monitor.rules.map(({ name }) => name)).toEqual(['step', 'disk_full', 'coded', 'ready', 'odd']);
  const hits = hitsIn(compileRules(monitor.rules), Buffer.from('it 7 lm 2.5\nerror 9\n'));
  expect(hits.map(({ fields }) => fields)).toEqual([
    { step: 7, loss: 2.5 },
    { code: '9', text: 'error 9' },
  ]);
});

it('is refused with its name and the place in it', () => {
  const rules = ['(', '['].map((pattern, i) => ({ name: `rule_${i}`, pattern }));
  const wrong = definePack({ name: 'mine', log_signals: rules });
  const refused = (): readonly string[] => {
    try {
      loadMonitors([nameOfPack(wrong)], where);
      return [];
    } catch (error) {
      return (error as Error).message.split('\n').map((line) => line.split(': ', 1)[0] as string);
    }
  };
  expect(refused()).toEqual(['the pack mine, log_signals[0].pattern', 'the pack mine, log_signals[1].pattern']);
});

it('has fields that are what their types say', () => {
  const signal = (name: string, fields: Fields) => ({ name, fields, line: 1 }) as unknown as Signal;
  const told: PackSignal<typeof pack>[] = [];
  from([
    signal('step', { step: 1, loss: 2.5, where: 'n1' }),
    signal('other', { loss: 1 }),
    signal('step', { step: 2, loss: 'nan' }),
    signal('step', { step: 3, loss: 'inf' }),
    signal('step', { step: 'x', loss: 'unknown' }),
    signal('odd', { rank: 3 }),
  ])
    .pipe(ofPack(pack))
    .subscribe((one) => told.push(one));
  expect(told.map(({ fields }) => fields)).toEqual([
    { step: 1, loss: 2.5, where: 'n1' },
    { step: 2, loss: Number.NaN, where: '' },
    { step: 3, loss: Number.POSITIVE_INFINITY, where: '' },
    { step: Number.NaN, loss: Number.NaN, where: '' },
    { rank: 3 },
  ]);
});

it('takes the names of files for what they are', () => {
  for (const name of ['default', 'pack:x', './pack:{.yaml', 'a/b.yaml'])
    expect([packInName(name), shownName(name)]).toEqual([undefined, name]);
  expect(shownName(nameOfPack({ name: '', log_signals: [] }))).toBe('pack');
});
