import { fileURLToPath } from 'node:url';
import { eventually } from './eventually.js';
import type { ModalServer, State } from './modal-server.js';

/** Where jobs.py lies. */
export const jobs = fileURLToPath(new URL('./jobs/', import.meta.url));

/** Starts a function of jobs.py by a client that stays with it; `name` is what the app is described by. */
export function run(server: ModalServer, name: string, call: string, ...args: readonly string[]) {
  const client = server.modal(['run', '--detach', '--name', name, `jobs.py::${call}`, ...args], { cwd: jobs });
  return { client, ended: client.then(({ exitCode, stdout, stderr }) => ({ exitCode, text: `${stdout}\n${stderr}` })) };
}

/** The app of a name, once there is one. */
export function appOf(server: ModalServer, name: string): Promise<State['apps'][number]> {
  return eventually(`no app ${name}`, async () =>
    (await server.state()).apps.find(({ description }) => description === name),
  );
}

export async function tasksOf(server: ModalServer, app: string): Promise<State['tasks']> {
  return (await server.state()).tasks.filter((task) => task.app === app);
}

/** What `modal app logs` prints. */
export async function logOf(server: ModalServer, app: string, ...args: readonly string[]): Promise<string> {
  return (await server.modal(['app', 'logs', app, '--tail', '1000', ...args])).stdout;
}

/** When the log of an app holds these words. */
export function said(server: ModalServer, app: string, words: string): Promise<boolean> {
  return eventually(`never said: ${words}`, async () => (await logOf(server, app)).includes(words));
}

/** A row of `modal … list --json`. */
export type Row = Readonly<Record<string, string>>;

export async function rows(server: ModalServer, ...args: readonly string[]): Promise<readonly Row[]> {
  return JSON.parse((await server.modal([...args, '--json'])).stdout);
}

/** Of `modal app list`. */
export async function rowOf(server: ModalServer, app: string): Promise<Row | undefined> {
  return (await rows(server, 'app', 'list')).find(({ app_id }) => app_id === app);
}
