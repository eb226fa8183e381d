import { cpSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { modalHome } from './modal-home.js';
import { ModalServer } from './modal-server.js';
import { ModalWorkshop } from './modal-workshop.js';

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const PATIENCE = 300_000;

let server: ModalServer;
let tools: string;

/** What the image of the example installs: the stand-in builds none, its containers find these in PATH. */
beforeAll(async () => {
  tools = await mkdtemp(join(tmpdir(), 'sigwatch-image-'));
  symlinkSync(process.execPath, join(tools, 'node'));
  const bin = at('../../packages/sigwatch/bin/sigwatch.js');
  writeFileSync(join(tools, 'sigwatch'), `#!/bin/sh\nexec "${process.execPath}" "${bin}" "$@"\n`, { mode: 0o755 });
  const PATH = [tools, join(modalHome(), 'bin'), process.env.PATH].join(delimiter);
  server = await ModalServer.start({ variables: { PATH } });
});
afterEach(() => {
  expect(server.errors).toBe('');
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await rm(tools, { recursive: true, force: true });
});

/** The folder of the example, as somebody has copied it, with its sigwatch.yaml. */
class Example extends ModalWorkshop {
  constructor() {
    super(server);
    for (const name of ['app.py', 'train.py', 'inside.yaml', 'sigwatch.yaml'])
      cpSync(at(`../../examples/modal/${name}`), join(this.directory, name));
    mkdirSync(this.checkpoints);
  }
}

it(
  'the example, supervised from outside, fails once and goes on from what it has left on its Volume',
  async () => {
    using shop = new Example();
    const command = ['app.py::train', '--fail', 'nccl', '--seconds', '0.05'];
    const told = await shop.submits('outside', command).done;
    expect(told.decisions, told.err).toEqual(['restart nccl']);
    expect(told.end).toMatchObject({ state: 'succeeded', final_step: 40 });
    const [, second] = await shop.apps('outside');
    expect(shop.copyOf(second?.id ?? '')).toMatch(/^attempt 2 starts after step 30\n/);
  },
  PATIENCE,
);

it(
  'the example, supervised in its container, leaves records on its Volume, which report fetches and prints',
  async () => {
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
  },
  PATIENCE,
);
