import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, it } from 'vitest';
import { modalHome } from './modal-home.js';
import type { ModalServer } from './modal-server.js';
import { ModalWorkshop } from './modal-workshop.js';
import { standIn } from './stand-in.js';

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

const tools = mkdtempSync(join(tmpdir(), 'sigwatch-image-'));
symlinkSync(process.execPath, join(tools, 'node'));
const bin = at('../../packages/sigwatch/bin/sigwatch.js');
writeFileSync(join(tools, 'sigwatch'), `#!/bin/sh\nexec "${process.execPath}" "${bin}" "$@"\n`, { mode: 0o755 });
/** What the image of the example installs: the stand-in builds none, its containers find these in PATH. */
const PATH = [tools, join(modalHome(), 'bin'), process.env.PATH].join(delimiter);
afterAll(() => rmSync(tools, { recursive: true, force: true }));

let server: ModalServer;
standIn(
  (started) => {
    server = started;
  },
  { variables: { PATH } },
);

/** The folder of the example, as somebody has copied it, with its sigwatch.yaml. */
class Example extends ModalWorkshop {
  constructor() {
    super(server);
    for (const name of ['app.py', 'train.py', 'inside.yaml', 'sigwatch.yaml'])
      cpSync(at(`../../examples/modal/${name}`), join(this.directory, name));
    mkdirSync(this.checkpoints);
  }
}

it('the example, supervised from outside, fails once and goes on from what it has left on its Volume', async () => {
  using shop = new Example();
  const command = ['app.py::train', '--fail', 'nccl', '--seconds', '0.05'];
  const told = await shop.submits('outside', command).done;
  expect(told.decisions, told.story).toEqual(['restart nccl']);
  expect(told.end).toMatchObject({ state: 'succeeded', final_step: 40 });
  const [, second] = await shop.apps('outside');
  expect(shop.copyOf(second?.id ?? '')).toMatch(/^attempt 2 starts after step 30\n/);
});

it('the example, supervised in its container, leaves records on its Volume, which report fetches and prints', async () => {
  using shop = new Example();
  const ran = await server.modal(
    [
      'run',
      '--detach',
      '--name',
      'inside',
      'app.py::supervised',
      '--fail',
      'oom',
      '--checkpoint-dir',
      '/outputs/inside',
    ],
    {
      cwd: shop.directory,
    },
  );
  const app = (await server.state()).apps.find(({ description }) => description === 'inside')?.id ?? '';
  const report = await shop.verb('report', `modal:${app}`, '--volume', 'sigwatch-example:/logs/monitor');
  expect(report.code, `${ran.stdout}${ran.stderr}${report.err}`).toBe(0);
  expect(report.out).toMatch(/: (?:failed|stopped)/);
  expect(report.out).toMatch(/Last words\n.*step 30/);
  expect(report.out).toMatch(/oom \(memory/);
});
