import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { rayAdapter } from '@sigwatch/adapter-ray';
import type { JobRef } from '@sigwatch/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Head } from './head.js';
import { oldRayHome, rayHome } from './ray-home.js';

const homes = [rayHome(), oldRayHome()].filter((home) => home !== undefined);
const abort = new AbortController().signal;

/** What the job has is told by what it prints. */
const FILES = {
  'train.py': 'import model, util\nprint("code", model.VALUE, util.NAME, open("data/set.txt").read(), flush=True)',
  'model.py': 'VALUE = "first"',
  'data/set.txt': 'rows',
  'run.sh': '#!/bin/sh\nexec "$@"',
  '.gitignore': '*.log\nout/\n!out/keep.txt\n',
  'a.log': '',
  'out/x': '',
  'out/keep.txt': '',
  '.git/config': '',
  'sub/.rayignore': 'no*\n',
  'sub/no.py': '',
  'sub/yes.py': '',
  'sub/.hidden': '',
  '__pycache__/x.pyc': '',
};

describe.each(homes.map((home, at) => ({ home, what: at === 0 ? 'Ray' : 'an old Ray' })))(
  'code for $what',
  ({ home }) => {
    let head: Head;
    let folder: string;
    let stateDirectory: string;
    const told: string[] = [];
    beforeAll(async () => {
      head = await Head.start({ home });
      folder = mkdtempSync(join(head.directory, 'code-'));
      stateDirectory = mkdtempSync(join(head.directory, 'state-'));
      fill(join(folder, 'work'), FILES);
      chmodSync(join(folder, 'work', 'run.sh'), 0o700);
      mkdirSync(join(folder, 'work', 'empty'));
      symlinkSync('data', join(folder, 'work', 'linked'));
      symlinkSync('nowhere', join(folder, 'work', 'broken'));
      fill(join(folder, 'util'), { '__init__.py': 'NAME = "util"' });
    });
    afterAll(async () => {
      await head[Symbol.asyncDispose]();
    });

    const submit = (run_id: string, attempt: number, settings = {}) => {
      const adapter = rayAdapter({
        ...{ stateDirectory, env: {}, tell: (sentence: string) => told.push(sentence) },
        settings: { address: head.url, runtime_env: { working_dir: 'work', py_modules: ['util'] }, ...settings },
        logs: () => ({ sources: async function* () {} }),
      });
      // An old Ray unpacks programs as plain files.
      const program = home === rayHome() ? ['./run.sh'] : ['sh', 'run.sh'];
      const command = [...program, join(home, 'bin', 'python'), 'train.py'];
      const spec = { run_id, attempt, cwd: folder, env: {}, command };
      return adapter.submission!.submit(
        spec,
        `${run_id}/${attempt}`,
        { notAfter: Date.now() + 60_000, held: false },
        abort,
      );
    };
    const printed = (job: JobRef) =>
      expect.poll(() => readFileSync(join(head.logs, `job-driver-${job.id.slice(4)}.log`), 'utf8'), {
        timeout: 60_000,
      });
    const uploads = () => told.filter((sentence) => sentence.startsWith('Uploaded')).length;

    it('is uploaded and run, and not uploaded again while the cluster has it', async () => {
      await printed(await submit('one', 1)).toContain('code first util rows');
      expect(uploads()).toBe(2);
      await printed(await submit('two', 1)).toContain('code first util rows');
      expect(uploads()).toBe(2);
    });

    it('that was changed is another package for a new run, and a restart has that of its first attempt', async () => {
      writeFileSync(join(folder, 'work', 'model.py'), 'VALUE = "second"');
      await printed(await submit('three', 1)).toContain('code second util rows');
      expect(uploads()).toBe(3);
      await printed(await submit('one', 2)).toContain('code first util rows');
      expect(uploads()).toBe(3);
    });

    it('that a new cluster does not have is given to it as the first attempt had it', async () => {
      await head.restart();
      await printed(await submit('one', 3)).toContain('code first util rows');
      expect(uploads()).toBe(3);
      expect(told.filter((sentence) => sentence.includes('what the first attempt had'))).toHaveLength(2);
    });

    // The rules are those of today's Ray, whichever one is asked.
    if (home === rayHome())
      it('is of the files that Ray itself would have packed', () => {
        const packages = join(stateDirectory, 'ray', 'packages');
        const note = readFileSync(join(packages, 'runs', 'three.json'), 'utf8');
        const files = Object.values(JSON.parse(note) as Record<string, { readonly file: string }>).map(
          ({ file }) => file,
        );
        const ofRay = [
          raysOwn(home, join(folder, 'work'), head.directory, false),
          raysOwn(home, join(folder, 'util'), head.directory, true),
        ];
        expect(files.map((file) => listed(join(packages, file)))).toEqual(ofRay);
        expect(readdirSync(packages).filter((name) => name.endsWith('.tmp'))).toEqual([]);
      });

    // Refused by sigwatch itself, whichever Ray is asked.
    if (home === rayHome())
      it('that is too much for the server is refused with what takes the room', async () => {
        const data = Buffer.alloc(130 * 1024 * 1024);
        // Nothing that a zip makes small.
        for (let at = 0, seed = 1; at < data.length; at += 4) {
          seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
          data.writeUInt32LE((seed ^ (seed >>> 15)) >>> 0, at);
        }
        writeFileSync(join(folder, 'work', 'data', 'weights.bin'), data);
        const error = await submit('big', 1).catch((caught: Error) => caught);
        rmSync(join(folder, 'work', 'data', 'weights.bin'));
        expect(error).toMatchObject({ name: 'RefusedError' });
        expect((error as Error).message).toMatch(/100 MiB.*\.rayignore/);
      });
  },
);

function fill(root: string, files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  }
}

const LIST =
  'import json,sys,zipfile\nprint(json.dumps(sorted(i.filename for i in zipfile.ZipFile(sys.argv[1]).infolist())))';

function listed(zip: string): readonly string[] {
  return JSON.parse(execFileSync('python3', ['-c', LIST, zip], { encoding: 'utf8' })) as string[];
}

/** The names in a package that the client of that Ray makes of a folder. */
function raysOwn(home: string, path: string, scratch: string, below: boolean): readonly string[] {
  const script = `
import inspect, sys
from ray._private.runtime_env.packaging import _zip_files
more = {"include_gitignore": True} if "include_gitignore" in inspect.signature(_zip_files).parameters else {}
excludes = [] if sys.argv[3] == "1" else [".git", ".venv", "venv", "__pycache__"]
_zip_files(sys.argv[1], excludes, sys.argv[2], include_parent_dir=sys.argv[3] == "1", **more)`;
  const zip = join(scratch, 'of-ray.zip');
  execFileSync(join(home, 'bin', 'python'), ['-W', 'ignore', '-c', script, path, zip, below ? '1' : '0'], {
    stdio: 'pipe',
  });
  return listed(zip);
}
