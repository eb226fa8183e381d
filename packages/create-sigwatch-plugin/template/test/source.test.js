import { appendFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { sourceContract } from '@sigwatch/testkit';
import { source } from '../components/source.js';

const makeHarness = async () => {
  const folder = await mkdtemp(join(tmpdir(), '__name__-'));
  const file = join(folder, 'beside.log');
  await writeFile(file, '');
  return {
    source: source.create({ file }, { now: Date.now }),
    now: Date.now,
    append: (text) => appendFile(file, text),
    dispose: () => rm(folder, { recursive: true }),
  };
};

sourceContract('__name__', makeHarness, { describe, it });
