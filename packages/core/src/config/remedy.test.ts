import { describe, expect, it } from 'vitest';
import { signal } from '../run/attempt.fixture.js';
import { category } from './category.js';
import { errorType, errorTypes } from './error-types.js';
import { checkRemedy, remedy, remedyFields } from './remedy.js';

const entries = Object.entries(errorTypes);
const oom = (fields: Readonly<Record<string, string | number>>, own?: string) =>
  remedy({ error_type: 'oom', fields, ...(own === undefined ? {} : { remedy: own }) });

describe('the remedy', () => {
  it('of a type alone is its one sentence; of a type that nobody knows, that of `unknown`', () => {
    for (const [name, { remedy: text }] of entries) {
      expect(text, name).toMatch(/^[A-Z].*[^.]\.$/);
      expect(remedy(name)).toBe(text);
    }
    expect([remedy('my_own'), remedy(undefined), remedy('toString')]).toEqual(Array(3).fill(errorTypes.unknown.remedy));
  });

  it('has the fields in it that the line tells, and says less where it tells less', () => {
    expect(oom({ allocation_size: '2.00 GiB', free: '1.20 GiB' })).toMatch(
      /^Tried to allocate 2\.00 GiB with 1\.20 GiB free: reduce the micro batch/,
    );
    expect(oom({ allocation_size: '2.00 GiB' })).toMatch(/^Tried to allocate 2\.00 GiB: reduce/);
    expect(oom({ free: '1.20 GiB', allocation_size: '' })).toBe(errorTypes.oom.remedy);
  });

  it('of a signal is its rule’s own, where each field of it is known', () => {
    expect(oom({ pool: 'host' }, 'Raise the {pool} limit.')).toBe('Raise the host limit.');
    expect(oom({ allocation_size: '1 GiB' }, 'Raise the {pool} limit.')).toMatch(/^Tried to allocate 1 GiB: /);
    expect(oom({}, 'Raise the {pool} limit.')).toBe(errorTypes.oom.remedy);
    expect(oom({ allocation_size: '1 GiB' }, 'Ask Anna.')).toBe('Ask Anna.');
    expect(oom({}, 'Set {"a": 1}.')).toBe(errorTypes.oom.remedy);
    expect(
      remedy(
        signal(0, {
          name: 'x',
          error_type: 'oom',
          remedy: errorTypes.oom.remedy,
          fields: { allocation_size: '3 MiB' },
        }),
      ),
    ).toMatch(/^Tried to allocate 3 MiB: /);
  });

  it('shows nothing of a log line that a terminal would act on, and no more than a part of a long one', () => {
    const text = oom({
      allocation_size: `\u001b]0;owned\u0007\u001b[2J${'x'.repeat(5000)}{free}`,
      free: '\n\u202e$(reboot)',
    });
    expect([...text].every((char) => char >= ' ' && char !== '\u202e')).toBe(true);
    expect(text).not.toContain('{');
    expect(text.length).toBeLessThan(300);
    expect(oom({ allocation_size: '{free}', free: 'y' })).toContain('allocate {free} with y');
  });
});

describe('the details of a type', () => {
  it.each(entries.filter(([, { details }]) => details !== undefined))(
    '%s name only its fields, and say most first',
    (name, entry) => {
      const allowed = remedyFields(name);
      const named = (entry.details ?? []).map((text) => allowed.filter((field) => text.includes(`{${field}}`)));
      for (const [index, text] of (entry.details ?? []).entries()) {
        expect(checkRemedy(text, allowed)).toEqual([]);
        expect(text).toMatch(/^.*[^.]\.$/);
        expect(named[index]).not.toEqual([]);
        // A detail after one whose fields are among its own would never be said.
        for (const before of named.slice(0, index))
          expect(before.every((field) => named[index]?.includes(field))).toBe(false);
      }
    },
  );

  it('leave no field without use', () => {
    for (const [name, { fields = {}, details = [] }] of entries)
      for (const field of Object.keys(fields)) expect(details.join(' '), name).toContain(`{${field}}`);
  });
});

it('tells at load of a field that no hit of the rule has', () => {
  expect(checkRemedy('Look at {node} and {pool}.', ['pool'])).toEqual([]);
  expect(checkRemedy('Look at {pol}.', ['pool'])).toMatchObject([{ name: 'pol', column: 9 }]);
  expect(checkRemedy('Look at {pool.', ['pool'])).toHaveLength(1);
  expect(checkRemedy('Look at it.', [])).toEqual([]);
});

describe('the category', () => {
  it('is that of the type; of a general one, that of its subsystem', () => {
    expect(entries.map(([name]) => category(name))).toEqual(entries.map(([, entry]) => entry.category));
    expect(category({ error_type: 'exception', subsystem: 'dataloader' })).toBe('data_loading');
    expect(category({ error_type: 'exception', subsystem: 'model' })).toBe('model_creation');
    expect(category({ error_type: 'exception', subsystem: 'python' })).toBe('training');
    expect(category({ error_type: 'oom', subsystem: 'dataloader' })).toBe('memory');
    expect([category('my_own'), category(undefined)]).toEqual(['unknown', 'unknown']);
    expect(errorType('oom')?.category).toBe('memory');
  });
});
