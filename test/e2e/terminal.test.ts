import { describe, expect, it } from 'vitest';
import { widthOf } from '../../packages/sigwatch/src/view/width.js';
import { cliInPty, hasPty } from '../support/pty.js';
import { Workshop } from './workshop.js';

/** What a log may hold that would rename the window, clear the screen, go back over what was printed or turn it around. */
const EVIL = '\u001b[2J\u001b]0;owned\u0007\u009b31m\u202e\u0008';
const WORDS = 'the quick brown fox jumps over the lazy dog '.repeat(20);
const LOG = `iteration 1/10 | lm loss: 2.5\nRuntimeError: CUDA out of memory. ${EVIL}损失 ${WORDS}END\n`;
const NARROW = 60;

const withoutColours = (text: string) => text.replaceAll(/\u001b\[[0-9]+m/g, '');
const CONTROL = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/;
const joined = (text: string) => text.replaceAll(/\s+/g, ' ');

describe.concurrent('output that is no terminal', () => {
  it('is plain, whole and searchable, and colours are only those that were asked for', async () => {
    using shop = new Workshop();
    const replay = ['replay', shop.file('a.log', LOG)];
    const quiet = { NO_COLOR: '', FORCE_COLOR: '' };
    const { out } = await shop.cli(replay, quiet);
    expect(out).not.toMatch(CONTROL);
    expect(out.split('\n').find((row) => row.includes('RuntimeError'))).toMatch(/memory\. 损失 the quick .* dog END$/);
    const asked = [
      await shop.cli([...replay, '--color', 'always'], { ...quiet, NO_COLOR: '1' }),
      await shop.cli(replay, { ...quiet, FORCE_COLOR: '1' }),
    ];
    for (const { out: painted } of asked) {
      expect(painted).toContain('\u001b[31mcritical\u001b[39m');
      expect(withoutColours(painted)).not.toMatch(CONTROL);
    }
    const never = await shop.cli([...replay, '--color', 'never'], { ...quiet, FORCE_COLOR: '1' });
    expect(never.out).not.toMatch(CONTROL);
    const wrong = await shop.cli([...replay, '--color', 'sometimes']);
    expect([wrong.code, wrong.err]).toEqual([2, expect.stringContaining('Allowed choices are auto, always, never')]);
  });
});

describe.skipIf(!hasPty()).concurrent('a terminal', () => {
  it('has lines that are broken at words and lose none, whatever they hold', async () => {
    using shop = new Workshop();
    const log = shop.file('a.log', LOG);
    const place = { columns: NARROW, cwd: shop.directory };
    const painted = (await cliInPty(['replay', log], place)).out;
    expect(painted).toContain('\u001b[31mcritical\u001b[39m');
    const out = withoutColours(painted);
    expect(out).not.toMatch(CONTROL);
    for (const row of out.split('\n')) expect(widthOf(row), row).toBeLessThanOrEqual(NARROW);
    expect(joined(out)).toContain('RuntimeError: CUDA out of memory. 损失 the quick brown fox');
    expect(joined(out)).toContain(
      'nothing in it tells how the job ended: what is open settles as if it had ended now.',
    );
    expect((await cliInPty(['replay', log], { ...place, env: { NO_COLOR: '1' } })).out).not.toMatch(CONTROL);
    const json = await cliInPty(['replay', log, '--format', 'jsonl'], place);
    expect(json.out).not.toMatch(CONTROL);
    expect(json.out).toContain('\\u009b31m\\u202e');
  });

  it('redraws one status line, and for who hears it nothing', async () => {
    using shop = new Workshop();
    const job = shop.job({ print: LOG, exit: 1 });
    const run = async (id: string, args: readonly string[], env: Record<string, string> = {}) => {
      const place = { columns: 80, cwd: shop.directory, env: { SIGWATCH_STATE_DIR: shop.state, ...env } };
      const { code, out } = await cliInPty(['run', '--run-id', id, ...args, '--', ...job], place);
      expect(code).toBe(1);
      return out;
    };
    const drawn = await run('drawn', []);
    expect(drawn).toContain('\r\u001b[0J');
    // The cursor is there again at the end.
    expect(drawn.lastIndexOf('\u001b[?25h')).toBeGreaterThan(drawn.lastIndexOf('\u001b[?25l'));
    const uncoloured = await run('uncoloured', [], { NO_COLOR: '1' });
    expect(uncoloured).toContain('\u001b[?25l');
    expect(uncoloured).toBe(withoutColours(uncoloured));
    const heard = [
      await run('plain', ['--plain']),
      await run('variable', [], { SIGWATCH_PLAIN: '1' }),
      await run('dumb', [], { TERM: 'dumb' }),
    ];
    for (const out of heard) {
      expect(out).not.toMatch(CONTROL);
      expect(out).toMatch(/^\S+ {2}progress {4}step 1\/10/m);
    }
    // Of whole lines the terminal, or what reads it aloud, makes its own.
    expect(heard[0]).toMatch(/END$/m);
    const place = { columns: 30, cwd: shop.directory, env: { SIGWATCH_STATE_DIR: shop.state, NO_COLOR: '1' } };
    const { out: status } = await cliInPty(['status'], place);
    expect(status).toMatch(/^state {7}failed$/m);
    expect(Math.max(...status.split('\n').map(widthOf))).toBeLessThanOrEqual(30);
    const { out: heardStatus } = await cliInPty(['status', '--plain'], place);
    expect(heardStatus).toMatch(/^drawn \(\S+\) +failed +1\/10 /m);
  });

  it('is told what was wrong without what a name or a platform would do to it', async () => {
    using shop = new Workshop();
    const { code, out } = await cliInPty(['scan', `no${EVIL}.log`], { columns: 80, cwd: shop.directory });
    expect([code, out]).toEqual([2, expect.stringContaining('no.log')]);
    expect(out).not.toMatch(CONTROL);
  });
});
