import { expect, it } from 'vitest';
import { appInfo, appRows, containerRows } from './rows.js';

const AT = Date.UTC(2026, 10, 23, 4, 44, 57);

it('reads the list of apps as the clients 1.5.5 and 1.6.4 print it', () => {
  const row = (state: string, more: object = {}) => ({
    ...{ app_id: 'ap-Qzsm1TZVt5CwcTb5spJB30', description: 'sigwatch-a-1-00000000', state, tasks: '0' },
    ...{ created_at: '2026-11-23 04:44:57+00:00', stopped_at: null, ...more },
  });
  const app = { id: 'ap-Qzsm1TZVt5CwcTb5spJB30', description: 'sigwatch-a-1-00000000', tasks: 0, created_at: AT };
  expect(appRows([row('stopped', { stopped_at: '2026-11-23 04:44:58+00:00' })])).toEqual([
    { ...app, state: 'stopped', stopped_at: AT + 1_000 },
  ]);
  const states = ['ephemeral', 'ephemeral (detached)', 'initializing...', 'deployed', 'stopping...', 'disabled', 'new'];
  expect(appRows(states.map((state) => row(state)))?.map(({ state }) => state)).toEqual([
    ...['running', 'running', 'initializing', 'deployed', 'stopping', 'disabled', 'unknown'],
  ]);
  expect(appRows([row('ephemeral', { tasks: '3' })])?.[0]?.tasks).toBe(3);
});

it('tells a container that has begun from one that has not, in any time zone', () => {
  const row = (start_time: string) => ({ container_id: 'ta-1', app_id: 'ap-1', app_name: 'a', start_time });
  expect(containerRows([row('2026-11-23 05:44:57+01:00'), row('Pending')])).toEqual([
    { id: 'ta-1', app: 'ap-1', started_at: AT },
    { id: 'ta-1', app: 'ap-1' },
  ]);
});

it('reads who has stopped an app', () => {
  const lifecycle = { state: 'stopped', created_at: null, stopped_at: '2026-11-23 04:44:57+00:00', stopped_by: 'ann' };
  expect(appInfo({ app_id: 'ap-1', description: 'a', lifecycle })).toEqual({
    ...{ id: 'ap-1', description: 'a', state: 'stopped', tasks: 0, stopped_at: AT, stopped_by: 'ann' },
  });
});

it('anything else is no list, and a row without an id is none', () => {
  for (const other of [undefined, null, {}, 'x'])
    expect([appRows(other), containerRows(other), appInfo(other)]).toEqual([undefined, undefined, undefined]);
  expect([appRows([{}, null]), containerRows([{}, null])]).toEqual([[], []]);
});
