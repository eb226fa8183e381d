import { rmSync } from 'node:fs';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { FakeClients } from '../fake-modal.fixture.js';
import { clientState } from './client-end.js';

let clients: FakeClients;
beforeEach(() => {
  clients = new FakeClients();
});
afterEach(() => rmSync(clients.directory, { recursive: true, force: true }));

const started = () =>
  clients.adapter.submission?.submit(
    { run_id: 'r', attempt: 1, cwd: '/', env: {}, command: ['modal', 'run', '--name', 'a'] },
    'r/1',
    { notAfter: Number.POSITIVE_INFINITY, held: false },
    new AbortController().signal,
  );

it.each(['❗️ Connection lost!', '✓ Shutting down Modal client.'])(
  'an exit code of 0 behind %j is none: the app goes on without its client',
  async (why) => {
    const client = await started();
    if (client === undefined) throw new Error('there is no client');
    clients.print('✓ Initialized. View run at https://modal.com/apps/me/main/ap-1\nstep 1\n');
    const state = async () => clientState(clients.adapter, client, new AbortController().signal);
    clients.end({ state: 'succeeded', exit_code: 0 });
    expect(await state()).toMatchObject({ alive: false, exit_code: 0, app: 'ap-1' });
    clients.print(
      `${why}\nThe detached App will keep running. You can track its progress on the Dashboard: https://modal.com/apps/me/main/ap-1\n\nStream App logs:\nmodal app logs ap-1\n\nStop the App:\nmodal app stop ap-1\nTask exception was never retrieved\n${'  File "client.py", line 1\n'.repeat(60)}ConnectionRefusedError: [Errno 111]\n`,
    );
    expect(await state()).toMatchObject({ alive: false, app: 'ap-1' });
    expect((await state())?.exit_code).toBeUndefined();
  },
);
