import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { driveProblem } from './drive.js';
import { fakeProc } from './runtime.fixture.js';
import { runtimeStart } from './runtime-start.js';
import { colabSession, sessionVariables } from './session.js';

const HOUR = 3_600_000;
/** 2026-03-02T10:00:00Z, in seconds. */
const BOOT = 1_772_445_600;

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'sigwatch-colab-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));
const now = () => (BOOT + 10_000) * 1000;

describe('the start of the runtime', () => {
  it('is that of its first process, whatever that is called', () => {
    expect(runtimeStart(fakeProc(root, BOOT, 90.25))).toBe((BOOT + 90.25) * 1000);
  });
  it('of this machine is in the past', () => {
    expect(runtimeStart()).toBeLessThanOrEqual(Date.now());
  });
  it.each([
    ['is not known where nothing tells it', () => {}],
    ['is not known where the boot is not told', () => writeFileSync(join(fakeProc(root, BOOT, 1), 'stat'), 'cpu 1\n')],
    ['is not known where a file is cut short', () => writeFileSync(join(fakeProc(root, BOOT, 1), '1', 'stat'), '1 (x')],
  ])('%s', (_name, make) => {
    make();
    expect(runtimeStart(root)).toBeUndefined();
    expect(colabSession({}, { proc: root, now })).toBeUndefined();
    expect(sessionVariables(undefined)).toEqual({});
  });
});

describe('a session', () => {
  const start = (BOOT + 90) * 1000;
  it.each([
    [{}, {}, start, 12],
    [{ plan: 'free' }, {}, start, 12],
    [{ plan: 'pro' }, {}, start, 24],
    [{ plan: 'pro_plus' }, {}, start, 24],
    [{ plan: 'pro', session_hours: 0.5 }, {}, start, 0.5],
    [{ session_hours: '18' as never }, {}, start, 18],
    [{ session_start: BOOT + 5 }, {}, (BOOT + 5) * 1000, 12],
    [{ session_start: String(BOOT + 5) }, {}, (BOOT + 5) * 1000, 12],
    [{ session_start: '2026-03-02T10:00:07Z' }, {}, (BOOT + 7) * 1000, 12],
    [{}, { SIGWATCH_SESSION_START: `${BOOT}.5`, SIGWATCH_SESSION_HOURS: '0.01' }, BOOT * 1000 + 500, 0.01],
    [
      { session_hours: 3, session_start: BOOT },
      { SIGWATCH_SESSION_START: '1', SIGWATCH_SESSION_HOURS: '1' },
      BOOT * 1000,
      3,
    ],
    [{}, { SIGWATCH_SESSION_START: 'x', SIGWATCH_SESSION_HOURS: '0' }, start, 12],
    // No time is gained by a clock that is wrong.
    [{ session_start: BOOT + 99_999 }, {}, now(), 12],
  ] as const)('of %j with %j', (settings, env, began, hours) => {
    const session = colabSession(settings, { env, now, proc: fakeProc(root, BOOT, 90) });
    expect(session).toEqual({ start: began, hours, ends_at: began + hours * HOUR });
  });

  it('is handed on as the client reads it', () => {
    const session = colabSession({ plan: 'pro' }, { now, proc: fakeProc(root, BOOT, 90.25) });
    const told = sessionVariables(session);
    expect(told).toEqual({ SIGWATCH_SESSION_START: `${BOOT + 90.25}`, SIGWATCH_SESSION_HOURS: '24' });
    expect(colabSession({}, { env: told, now })).toEqual(session);
  });

  it('says what is no time', () => {
    expect(() => colabSession({ session_start: 'soon' })).toThrow(/session_start of ColabAdapter is no time: soon/);
  });
});

describe('a Drive', () => {
  it('that is not mounted is no place, whatever lies there', () => {
    const mount = join(root, 'drive');
    mkdirSync(join(mount, 'MyDrive'), { recursive: true });
    for (const folder of [mount, join(mount, 'MyDrive', 'run')])
      expect(driveProblem(folder, mount)).toBe(
        `Drive is not mounted at ${mount}, so nothing can be copied to ${folder}. Run in a cell: from google.colab import drive; drive.mount('${mount}')`,
      );
    // A file system of its own.
    expect(driveProblem('/proc/self', '/proc')).toBeUndefined();
  });
  it('needs the folder that its own lies in', () => {
    expect(driveProblem(join(root, 'run'))).toBeUndefined();
    expect(driveProblem(root)).toBeUndefined();
    expect(driveProblem(join(root, 'a', 'run'))).toMatch(/^There is no folder .*\/a, so nothing .*\. Make it, or name/);
  });
});
