import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** A server of OpenSSH on loopback that lets in who runs the tests, by a key of its own. */
export interface SshServer {
  readonly folder: string;
  /** What stands before a command. */
  readonly prefix: readonly string[];
  /** The same over one connection for all, as those who ask often set it. */
  readonly shared: readonly string[];
  /** Resolves once nobody listens any more. */
  stop(): Promise<void>;
  /** On the same port. */
  start(): Promise<void>;
  dispose(): Promise<void>;
}

export async function sshServer(): Promise<SshServer> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'sigwatch-ssh-')));
  for (const name of ['host', 'user'])
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(folder, name)]);
  copyFileSync(join(folder, 'user.pub'), join(folder, 'authorized'));
  const port = await freePort();
  const config = [
    ...[`Port ${port}`, 'ListenAddress 127.0.0.1', `HostKey ${join(folder, 'host')}`, 'PidFile none', 'UsePAM no'],
    ...[`AuthorizedKeysFile ${join(folder, 'authorized')}`, 'StrictModes no', 'PermitRootLogin prohibit-password'],
  ];
  writeFileSync(join(folder, 'config'), `${config.join('\n')}\n`);
  // It shuts itself in there, when root starts it.
  if (process.getuid?.() === 0) mkdirSync('/run/sshd', { recursive: true });
  const options = [
    ...['ssh', '-F', '/dev/null', '-p', String(port), '-i', join(folder, 'user'), '-o', 'BatchMode=yes'],
    ...['-o', 'StrictHostKeyChecking=accept-new', '-o', `UserKnownHostsFile=${join(folder, 'known')}`],
    ...['-o', 'ConnectTimeout=5', '-o', 'LogLevel=ERROR'],
  ];
  const host = `${userInfo().username}@127.0.0.1`;
  const prefix = [...options, host];
  const oneForAll = [
    '-o',
    'ControlMaster=auto',
    '-o',
    `ControlPath=${join(folder, 'shared')}`,
    '-o',
    'ControlPersist=5',
  ];
  let server: ChildProcess | undefined;
  const [program = '', ...words] = prefix;
  const answers = (): boolean => {
    try {
      execFileSync(program, [...words, 'true'], { stdio: 'ignore' });
      return true;
    } catch {
      return false;
    }
  };
  const start = async () => {
    for (let tries = 0; server === undefined || !answers(); tries += 1) {
      if (tries > 100) throw new Error('the server of OpenSSH does not answer');
      // It ends at once while another process has its port, which none keeps for long.
      if (server === undefined || server.exitCode !== null)
        server = spawn('/usr/sbin/sshd', ['-D', '-e', '-f', join(folder, 'config')], { stdio: 'ignore' });
      await sleep(100);
    }
  };
  const stop = async () => {
    const old = server;
    server = undefined;
    if (old === undefined || old.exitCode !== null || old.signalCode !== null) return;
    const gone = once(old, 'exit');
    old.kill('SIGKILL');
    await gone;
  };
  await start();
  return {
    folder,
    prefix,
    shared: [...options, ...oneForAll, host],
    start,
    stop,
    async dispose() {
      await stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
