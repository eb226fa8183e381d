import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ModalServer } from './modal-server.js';

const cli = fileURLToPath(new URL('../../packages/sigwatch/bin/sigwatch.js', import.meta.url));

/** Fails for good after five steps, whoever tries it again, and goes on in its second attempt where it is told to. */
const script = `import time, modal
app = modal.App("train")
marks = modal.Volume.from_name("marks", create_if_missing=True)

def steps(first, last):
    for step in range(first, last):
        print(f"step {step} | loss: 2.5", flush=True)
        time.sleep(0.3)

@app.function(retries=modal.Retries(max_retries=8, initial_delay=1.0))
def memory():
    steps(1, 6)
    raise MemoryError("CUDA out of memory. Tried to allocate 2.00 GiB. GPU 0 has a total capacity of 79.10 GiB")

@app.function(retries=2, volumes={"/marks": marks})
def network():
    import os
    again = os.path.exists("/marks/once")
    steps(3 if again else 1, 16 if again else 6)
    if not again:
        open("/marks/once", "w").close()
        marks.commit()
        raise ConnectionResetError(104, "Connection reset by peer")
`;

let server: ModalServer;
beforeAll(async () => {
  server = await ModalServer.start();
  writeFileSync(join(server.directory, 'train.py'), script);
}, 60_000);
afterAll(() => server[Symbol.asyncDispose]());

async function submitted(name: string) {
  writeFileSync(
    join(server.directory, `${name}.yaml`),
    `adapter: { class_name: ModalAdapter, poll_interval_seconds: 1, stop_grace_seconds: 5 }\nstate_dir: state\n`,
  );
  const args = ['submit', 'modal', '--config', `${name}.yaml`, '--run-id', name, '--', `train.py::${name}`];
  const { exitCode, stdout, stderr } = await execa(process.execPath, [cli, ...args], {
    ...{ cwd: server.directory, env: server.env, reject: false, extendEnv: false },
  });
  return { exitCode, text: `${stdout}\n${stderr}` };
}

it('stops an app that ran out of memory, and with it what Modal would try again', async () => {
  const { text } = await submitted('memory');
  expect(text).toMatch(/decision +stop/);
  const { stdout } = await server.modal(['container', 'list', '--json']);
  expect(JSON.parse(stdout)).toEqual([]);
  // Eight retries were allowed, each of two seconds and more.
  expect(text.match(/MemoryError/g)?.length ?? 0).toBeLessThan(9);
}, 300_000);

it('leaves to Modal what it would restart itself, and restarts nothing', async () => {
  const { exitCode, text } = await submitted('network');
  expect(text).not.toMatch(/decision +restart/);
  expect(exitCode).toBe(0);
}, 300_000);
