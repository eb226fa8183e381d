import { expect, expectTypeOf, it } from 'vitest';
import {
  type RunCommandOptions,
  run,
  type ScanOptions,
  type SubmitOptions,
  scan,
  submit,
  type WatchOptions,
  watch,
} from './index.js';

/** What the call is refused with; nothing is begun. */
const refusal = (call: () => unknown): string => {
  try {
    call();
    return 'none';
  } catch (error) {
    return (error as Error).message;
  }
};

it('a policy that stands in the program is checked as its file would be, and told of by its keys', () => {
  const wrong = refusal(() =>
    run(['true'], {
      // @ts-expect-error a slip in the name of a setting
      restart: { class_name: 'SelectiveRestartPolicy', max_retrys: 3 },
    }),
  );
  expect(wrong).toMatch(/^the policy, max_retrys: .*Did you mean `max_retries`\?/);
  expect(
    refusal(() =>
      run(['true'], {
        restart: {
          name: 'mine',
          // @ts-expect-error a number is no text
          policies: [{ mode: 'crash', implementation: { class_name: 'AlwaysRestartPolicy', max_retries: 'many' } }],
        },
      }),
    ),
  ).toMatch(/^the policy mine, policies\[0\]\.implementation\.max_retries: /);
  expect(refusal(() => run(['true'], { restart: { class_name: 'NightlyPolicy', hour: 3 } }))).toMatch(
    /^the policy, class_name: there is no policy called `NightlyPolicy`/,
  );
});

it('a function has no option that means nothing to it', () => {
  // @ts-expect-error a scan decides nothing
  refusal(() => scan('no.log', { restart: 'default', monitor: 'no_such' }));
  // @ts-expect-error logs that are watched have no command
  refusal(() => watch([], { checkpointDir: 'x', monitor: 'no_such' }));
  expectTypeOf<'adapter' extends keyof RunCommandOptions ? true : false>().toEqualTypeOf<false>();
  expectTypeOf<'runId' extends keyof ScanOptions ? true : false>().toEqualTypeOf<false>();
  expectTypeOf<keyof WatchOptions>().toExtend<keyof SubmitOptions | 'follow' | 'fs'>();
});

it('options that were made elsewhere are taken as they are', () => {
  const options: WatchOptions = { restart: { class_name: 'NoRestartPolicy' }, monitor: 'no_such' };
  expect(refusal(() => watch('no.log', options))).toMatch(/no_such/);
});

it('where to submit to is said, by a word or an adapter', () => {
  expect(refusal(() => submit(['true']))).toMatch(/where to submit to is not said/);
  // @ts-expect-error there is no such platform
  expect(refusal(() => submit(['true'], { adapter: 'lsf' }))).toMatch(
    /there is no platform lsf; give one of slurm, ray/,
  );
  expect(refusal(() => submit(['true'], { adapter: { class_name: 'RayAdapter', adress: 'x' } }))).toMatch(
    /^adapter\.adress: /,
  );
  expect(refusal(() => submit([], { adapter: 'local' }))).toBe('there is no command to submit');
});
