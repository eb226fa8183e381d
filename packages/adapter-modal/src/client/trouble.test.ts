import { describe, expect, it } from 'vitest';
import { appTold } from './client-end.js';
import { isLost, saysTimeout, wordsOf } from './last-words.js';
import { askJson, complaint, troubleOf } from './trouble.js';
import { clientVersion, tooOld } from './version.js';

const never = new AbortController().signal;
const answer = (stderr: string, exitCode = 1) => ({ stdout: '', stderr, exitCode });
const LINE = '─'.repeat(60);

describe('what the client says, as 1.5.5 and 1.6.4 print it', () => {
  const TOKEN =
    'Token missing. Could not authenticate client. If you have token credentials, see modal.com/docs/sdk/py/latest/config for setup help.';

  it('is a login that is missing', () => {
    for (const words of [`Error: ${TOKEN}\n`, `╭─ Error ${LINE}╮\n│ ${TOKEN}      │\n╰${LINE}╯\n`]) {
      expect(complaint(answer(words))).toBe(TOKEN);
      const error = troubleOf('modal app list', answer(words));
      expect(error).toMatchObject({ name: 'PermissionDeniedError', code: 'permission_denied' });
      expect(error.message).toContain('modal token new');
    }
  });

  it('is a server that nobody can reach, which tells nothing of an app', () => {
    const error = troubleOf('modal app list', answer('Error: Could not connect to the Modal server.\n'));
    expect(error).toMatchObject({
      ...{
        name: 'UnansweredError',
        message: 'modal app list was not answered: Could not connect to the Modal server.',
      },
    });
  });

  it('is an app that is not there, but not an environment', () => {
    expect(troubleOf('x', answer("Error: App 'ap-1' not found.\n")).name).toBe('NotThereError');
    expect(troubleOf('x', answer("Error: No App with name 'a' found in the 'main' environment.\n")).name).toBe(
      'NotThereError',
    );
    expect(troubleOf('x', answer("Error: Environment 'x' not found\n")).name).toBe('UnansweredError');
  });

  it('begins with the error, whatever is listed behind it', () => {
    const words = `✓ Initialized.\nError: Could not find 'nothing' in the 'jobs.py' file.\nThe 'jobs.py' file has the following options:\n- train / app.train\n- fail / app.fail\n`;
    expect(wordsOf(words)).toBe(
      "Could not find 'nothing' in the 'jobs.py' file. The 'jobs.py' file has the following options:",
    );
  });

  it('may be nothing at all', () => {
    expect(troubleOf('modal app list', answer('', 7)).message).toBe(
      'modal app list was not answered: it ended with exit code 7',
    );
  });
});

it('an answer that is no JSON tells nothing', async () => {
  const ask = (stdout: string) => askJson(async () => ({ stdout, stderr: '', exitCode: 0 }), ['app', 'list'], never);
  await expect(ask('<html>')).rejects.toMatchObject({ name: 'UnansweredError' });
  await expect(ask('[1]')).resolves.toEqual([1]);
});

it('the app is told in the first lines, with colours or without', () => {
  const url = 'https://modal.com/apps/me/main/ap-SrcwCnpfaKzmKA8a0659B0';
  expect(appTold(`✓ Initialized. View run at ${url}\n`)).toBe('ap-SrcwCnpfaKzmKA8a0659B0');
  expect(appTold(`\u001b[32m✓\u001b[0m Initialized. \u001b[38;5;249mView run at \u001b[4m${url}\u001b[0m`)).toBe(
    'ap-SrcwCnpfaKzmKA8a0659B0',
  );
  expect(appTold('see ap-123 for more')).toBeUndefined();
});

it('last words tell a time-out and a lost server from a failure, and the app\u2019s own lines do not', () => {
  const lost = (words: string) => isLost({ alive: false, exit_code: 1, words });
  expect(lost('Error: Could not connect to the Modal server.\n')).toBe(true);
  expect(lost('modal.exception.ConnectionError: Deadline exceeded\n')).toBe(true);
  expect(lost('ValueError: the loss is no number\n')).toBe(false);
  expect(lost(`gaierror: retrying\n${'step\n'.repeat(5)}ValueError: x\n`)).toBe(false);
  expect(saysTimeout("FunctionTimeoutError: Task's current input in-1 hit its timeout of 1s\n")).toBe(true);
  expect(saysTimeout(`FunctionTimeoutError of another\n${'step\n'.repeat(20)}ValueError: x\n`)).toBe(false);
});

it('takes clients from the oldest on that can name a run', async () => {
  expect([tooOld('1.5.0'), tooOld('1.5.5'), tooOld('1.6.4'), tooOld('2.0.0.dev1')]).toEqual(Array(4).fill(undefined));
  expect(tooOld('1.4.9')).toContain('1.4.9 is too old: sigwatch needs 1.5.0');
  const version = (stdout: string) => clientVersion(async () => ({ stdout, stderr: '', exitCode: 0 }), never);
  await expect(version('modal client version: 1.6.4\n')).resolves.toBe('1.6.4');
  await expect(version('something else')).rejects.toThrow('is this the client of Modal?');
});
