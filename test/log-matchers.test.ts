import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type LogAssertions, logMatchers } from '@sigwatch/testkit';
import { expect as jestExpect } from 'expect';
import { definePack, replay } from 'sigwatch';
import { afterAll, describe, expect, it } from 'vitest';

declare module 'vitest' {
  interface Matchers<T> extends LogAssertions {}
}
declare module 'expect' {
  interface Matchers<R> extends LogAssertions<R> {}
}

const folder = mkdtempSync(join(tmpdir(), 'sigwatch-matchers-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const steps = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, n) => ` iteration ${from + n}/ 100 | lm loss: 2.0E+00 |\n`).join('');
const oom = 'torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 2.00 GiB.\n';

function log(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const failed = log('failed.log', steps(1, 3) + oom);
const healthy = log('healthy.log', steps(1, 5));
const survived = log('survived.log', steps(1, 3) + oom + steps(4, 9));
const rules = definePack({
  name: 'few',
  log_signals: [
    { name: 'iteration', pattern: 'iteration (?P<step>\\d+)/ (?P<total>\\d+)', metadata: { kind: 'progress' } },
    {
      name: 'cuda_oom',
      pattern: 'CUDA out of memory. Tried to allocate (?P<size>[\\d.]+ GiB)',
      state: { class_name: 'CrashState' },
      metadata: { error_type: 'oom' },
    },
  ],
});
const matchers = logMatchers((path) => replay(path, { monitor: rules }));
expect.extend(matchers);
jestExpect.extend(matchers);

describe.each([
  ['Vitest', expect],
  ['Jest', jestExpect as unknown as typeof expect],
])('matchers of logs under %s', (_, expecting) => {
  const told = async (assertion: Promise<unknown>) =>
    assertion.then(
      () => 'nothing was wrong',
      (error: Error) => error.message,
    );

  it('know a signal by its rule, by its error type and by what it tells', async () => {
    await expecting(failed).toHaveSignal('oom');
    await expecting(failed).toHaveSignal('cuda_oom', {
      line: 4,
      text: expecting.stringContaining('2.00 GiB'),
      fields: { size: '2.00 GiB' },
    });
    await expecting(failed).not.toHaveSignal('nccl_timeout');
    await expecting(failed).not.toHaveSignal('oom', { line: 5 });
    await expecting(failed).not.toHaveSignal('oom', { fields: { size: '3.00 GiB' } });
    await expecting(healthy).not.toHaveSignal('oom');
  });

  it('take a failure that steps have disproved for a signal and for no root cause', async () => {
    await expecting(failed).toHaveRootCause('oom');
    await expecting(survived).toHaveSignal('oom');
    await expecting(survived).not.toHaveRootCause('oom');
  });

  it('say what is there instead, with its place', async () => {
    expect(await told(expecting(failed).toHaveSignal('nccl_timeout'))).toBe(
      `${failed} has no signal nccl_timeout. It has:\n  ${failed}:4 cuda_oom (oom): ${oom.trim()}`,
    );
    expect(await told(expecting(failed).toHaveSignal('oom', { line: 7, text: expecting.any(String) }))).toContain(
      'no signal oom telling {"line":7,"text":"Any',
    );
    expect(await told(expecting(failed).not.toHaveSignal('oom'))).toContain(`${failed}:4 cuda_oom (oom)`);
    expect(await told(expecting(healthy).toHaveSignal('oom'))).toContain('has no signal oom. It has no signal at all.');
    expect(await told(expecting(failed).toHaveRootCause('nccl_timeout'))).toContain('It fails by:\n');
    expect(await told(expecting(survived).toHaveRootCause('oom'))).toContain('It does not fail. It has:\n');
    expect(await told(expecting(failed).not.toHaveRootCause('oom'))).toContain('which it should not do');
  });

  it('reject a key that no signal has, also where there is to be no such signal', async () => {
    const typo = { lines: 4 } as object;
    expect(await told(expecting(failed).not.toHaveSignal('oom', typo))).toContain('no signal tells lines');
  });

  it('reject a log that is not there, also where it is to have nothing', async () => {
    const missing = join(folder, 'missing.log');
    expect(await told(expecting(missing).not.toHaveSignal('oom'))).toContain('missing.log');
    expect(await told(expecting(missing).not.toHaveRootCause('oom'))).toContain('missing.log');
  });
});
