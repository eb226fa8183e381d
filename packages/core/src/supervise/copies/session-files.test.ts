import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { temporary } from '../../checkpoint/trees.fixture.js';
import { earlierCopies, finishedIn, writeFinished, writeSessionState } from './session-files.js';

let root = '';
beforeEach(() => {
  root = temporary();
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const at = (name: string) => join(root, name);
const newest = () => ({ path: at('step_4.pt'), step: 4, healthy: true });
const state = () => ({ run_id: 'r', newest: newest(), made: [newest()], now: 5_000, began: 1_000, ends_at: 11_000 });

it('the state of an unfinished run has the keys that the client writes, and takes the last word of a finished one away', async () => {
  writeFileSync(at('sigwatch_finished.json'), '{}');
  writeFileSync(at('step_4.pt.json'), '{"epoch":2}');
  await writeSessionState(root, state());
  expect(readdirSync(root).sort()).toEqual(['sigwatch_state.json', 'step_4.pt.json']);
  expect(JSON.parse(readFileSync(at('sigwatch_state.json'), 'utf8'))).toEqual({
    ...{
      checkpoint_path: at('step_4.pt'),
      step: 4,
      epoch: 2,
      timestamp: 5,
      session_start: 1,
      elapsed: 4,
      remaining: 6,
    },
    ...{ run_id: 'r', copies: [{ name: 'step_4.pt', step: 4, healthy: true }] },
  });
});

it('what is not known is null, and no time is below nothing', async () => {
  const { began: _, ...unknown } = state();
  await writeSessionState(root, { ...unknown, newest: { path: at('last.pt') }, ends_at: 4_000 });
  expect(JSON.parse(readFileSync(at('sigwatch_state.json'), 'utf8'))).toMatchObject({
    ...{ step: null, epoch: null, session_start: null, elapsed: null, remaining: 0 },
  });
});

it('a finished run leaves one word, in a folder that it makes', async () => {
  await writeFinished(at('drive'), { run_id: 'r', step: 9, now: 7_000 });
  await writeSessionState(at('drive'), state());
  await writeFinished(at('drive'), { run_id: 'r', now: 8_000 });
  expect(readdirSync(at('drive'))).toEqual(['sigwatch_finished.json']);
  const file = join(at('drive'), 'sigwatch_finished.json');
  expect(await finishedIn([at('nothing'), at('drive')])).toEqual({ file, at: 8_000 });
});

it.each([['[]'], ['{"copies":'], ['null'], ['{"copies":{}}'], ['{"copies":[null,3,{"name":7},{"step":1}]}']])(
  'a state that is none lists nothing: %s',
  async (text) => {
    writeFileSync(at('sigwatch_state.json'), text);
    expect(await earlierCopies(root)).toEqual([]);
  },
);

it('lists what is there by its name alone: nothing outside of the folder is ever deleted for it', async () => {
  mkdirSync(at('drive'));
  for (const name of ['victim.pt', 'drive/step_1.pt', 'drive/.hidden']) writeFileSync(at(name), 'x');
  const names = ['../victim.pt', at('victim.pt'), 'step_1.pt', 'step_2.pt', '.hidden', '..', '.', '', 'a/../step_1.pt'];
  writeFileSync(at('drive/sigwatch_state.json'), JSON.stringify({ copies: names.map((name) => ({ name, step: 1 })) }));
  expect(await earlierCopies(at('drive'))).toEqual([{ path: at('drive/step_1.pt'), step: 1 }]);
});

it('a word of completion that can not be read is none', async () => {
  writeFileSync(at('sigwatch_finished.json'), '{"step":');
  expect(await finishedIn([root])).toBeUndefined();
});
