import { describe, expect, it } from 'vitest';
import { TEMPLATE_NAMES } from '../config/text/text-tables.js';
import type { ActionContext, Component, Deps, Settings, Signal } from '../contract.js';
import { createRegistry } from '../plugin/registry.js';
import { executionAction } from './execution.js';
import { errorNoteAction } from './note.js';
import { restartAction } from './restart.js';
import { terminationAction } from './termination.js';

const deps: Deps = { now: () => 1234, schedule: () => () => undefined };
const context: ActionContext = {
  run_id: 'r',
  attempt: 1,
  values: { size: '2 GiB' },
  key: 'k',
  directory: '/nowhere',
};

describe('the built-in actions', () => {
  it('are the four of the language, and the one that asks the program', () => {
    const actions = createRegistry().components('action');
    expect(actions.map((action) => action.class_name)).toEqual([
      'ControlAction',
      'ErrorNoteAction',
      'ExecutionAction',
      'RestartAction',
      'TerminationAction',
    ]);
  });

  it('RestartAction and TerminationAction do nothing themselves, and say why they were asked for', async () => {
    const says = (component: Component<'action'>, config: Settings) =>
      component.create(config, deps).run(context, new AbortController().signal);
    expect(await says(restartAction, { reason: 'transient' })).toEqual({ ok: true, detail: 'transient' });
    expect(await says(restartAction, {})).toMatchObject({ ok: true, detail: expect.stringContaining('policy') });
    expect(await says(terminationAction, {})).toEqual({ ok: true, detail: 'the run was ended' });
    expect([restartAction.ends_run, terminationAction.ends_run]).toEqual([undefined, true]);
  });

  it('ErrorNoteAction without a word of its own is called by its signal', async () => {
    const action = errorNoteAction.create({}, deps);
    const signal = { name: 'cuda_oom', fields: {} } as unknown as Signal;
    const result = await action.run({ ...context, signal }, new AbortController().signal);
    expect(result).toMatchObject({ ok: true, detail: 'cuda_oom', note: { signal: 'cuda_oom' } });
  });

  it('ErrorNoteAction gives the note that the engine writes', async () => {
    const action = errorNoteAction.create({ note: 'out of memory: {size}' }, deps);
    expect(await action.run(context, new AbortController().signal)).toEqual({
      ok: true,
      detail: 'out of memory: 2 GiB',
      note: { time: 1234, note: 'out of memory: 2 GiB', signal: null, fields: {} },
    });
  });

  it('ErrorNoteAction reports a missing value and is not tried again', async () => {
    const action = errorNoteAction.create({ note: '{node}' }, deps);
    expect(await action.run(context, new AbortController().signal)).toEqual({
      ok: false,
      detail: '{node} has no value here, in "{node}"',
      final: true,
    });
    const findings = errorNoteAction.check?.({ note: 'x {nod}' }, TEMPLATE_NAMES);
    expect(findings?.[0]).toMatchObject({ path: ['note'], column: 3 });
  });

  it('ExecutionAction refuses a text and says why and what to write', () => {
    const check = (command: unknown) => executionAction.check?.({ command: command as string }, TEMPLATE_NAMES);
    expect(check(['python', 'eval.py', '--step', '{step}'])).toEqual([]);
    expect(check('python eval.py {step}')?.[0]?.message).toBe(
      'command must be a list, not one text: values in it come from log lines, so no shell ever reads it. ' +
        'Write ["python","eval.py","{step}"], or ["sh", "script.sh", "{step}"] with what needs a shell in a script.',
    );
    expect(check([])).toHaveLength(1);
    expect(check(['a', '{sttep}', 5])).toMatchObject([
      { path: ['command', 1] },
      { path: ['command', 2], message: 'command.2 must be a text' },
    ]);
  });
});
