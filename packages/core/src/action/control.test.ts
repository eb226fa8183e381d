import { describe, expect, it } from 'vitest';
import type { ActionContext, Program, ProgramAnswer, ProgramRequest } from '../contract.js';
import { systemDeps } from '../deps.js';
import { makeComponent } from '../plugin/make.js';
import { createRegistry } from '../plugin/registry.js';
import { controlAction } from './control.js';

const never = new AbortController().signal;
const context: ActionContext = { run_id: 'r', attempt: 1, key: 's1/0', directory: '', values: {} };

/** What it asks a program that can do this, and what it makes of the answer. */
async function asked(config: object, answer: ProgramAnswer, capabilities: readonly string[] = []) {
  const requests: ProgramRequest[] = [];
  const program: Program = {
    capabilities,
    ask: async (request) => {
      requests.push(request);
      return answer;
    },
  };
  const action = makeComponent(createRegistry(), 'action', { class_name: 'ControlAction', ...config }, systemDeps);
  return { result: await action.run(context, never, program), request: requests[0] };
}

describe('an action that asks the program', () => {
  it('has the key of the action, so that a crash asks nothing twice', async () => {
    const { request } = await asked({ request: 'save_checkpoint', reason: 'midnight', wait: '5m' }, { status: 'done' });
    expect(request).toEqual({ key: 's1/0', action: 'save_checkpoint', reason: 'midnight', wait: 300_000 });
  });

  it('leaves out what is optional and can not be done, with its bounds', async () => {
    const config = {
      request: 'set',
      scale: { batch_size: 0.5, gradient_accumulation: 2 },
      floor: { batch_size: 1 },
      cap: { gradient_accumulation: 64 },
      optional: ['gradient_accumulation'],
    };
    const less = await asked(config, { status: 'done' }, ['batch_size']);
    expect(less.request).toEqual({
      ...{ key: 's1/0', action: 'set', wait: 60_000 },
      ...{ scale: { batch_size: 0.5 }, floor: { batch_size: 1 } },
    });
    const all = await asked(config, { status: 'done' }, ['batch_size', 'gradient_accumulation']);
    expect(all.request).toMatchObject({ scale: config.scale, cap: config.cap });
  });

  it.each<[ProgramAnswer, boolean, string]>([
    [{ status: 'done', step: 4, message: 'lr = 0.1' }, true, 'done at step 4: lr = 0.1'],
    [{ status: 'done', step: 4, path: '/c/step_4.pt' }, true, 'done at step 4: /c/step_4.pt'],
    [{ status: 'refused', message: 'lr is at its limit of 1e-07' }, false, 'refused: lr is at its limit of 1e-07'],
    [{ status: 'failed' }, false, 'failed'],
    [{ status: 'unanswered', message: 'it is gone' }, false, 'unanswered: it is gone'],
  ])('is good only where it was done: %o', async (answer, ok, detail) => {
    const { result } = await asked({ request: 'stop' }, answer);
    expect(result).toEqual({ ok, detail, final: true });
  });

  it('says so where there is none', async () => {
    const action = makeComponent(
      createRegistry(),
      'action',
      { class_name: 'ControlAction', request: 'stop' },
      systemDeps,
    );
    expect(await action.run(context, never)).toEqual({
      ...{ ok: false, detail: 'there is no program to be asked', final: true },
    });
  });
});

describe('settings that make no sense are found at load', () => {
  const findings = (config: object) => controlAction.check?.(config as never, []).map(({ message }) => message);

  it.each([
    [{ request: 'set', set: { lr: 1 } }, []],
    [{ request: 'stop' }, []],
    [{ request: 'set' }, ['request: set needs `set` or `scale`']],
    [{ request: 'stop', set: { lr: 1 } }, ['request: stop changes no settings; write request: set']],
    [{ request: 'set', set: { lr: 1 }, scale: { lr: 2 } }, ['lr stands in `set`, too: it has one value']],
    [
      { request: 'set', scale: { lr: 2 }, cap: { epsilon: 1 } },
      ['epsilon has a bound and no factor: write it under `scale`'],
    ],
    [
      { request: 'set', scale: { lr: 2 }, optional: ['batch_size'] },
      ['batch_size stands neither in `set` nor in `scale`'],
    ],
  ])('%j', (config, messages) => {
    expect(findings(config)).toEqual(messages);
  });
});
