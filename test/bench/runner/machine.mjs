import { spawnSync } from 'node:child_process';
import { cpus, release, totalmem } from 'node:os';
import { peers } from '../peers/index.mjs';

/** What the figures hang on: the machine, the runtime and the versions of the peers. */
export function machineFacts() {
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: cpus().length,
    memory_gib: Math.round(totalmem() / 2 ** 30),
    system: `${process.platform} ${release()}`,
    node: process.version,
    re2: versionOf(process.execPath, ['-p', "require('re2/package.json').version"]),
    peers: Object.fromEntries(peers.map(({ name, command, version }) => [name, versionOf(command, version)])),
  };
}

/**
 * @param {string} command
 * @param {readonly string[]} args
 * @returns {string | undefined} the first line that is said; undefined when it is not installed
 */
function versionOf(command, args) {
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8' });
  return status === 0 ? (stdout || stderr).split('\n', 1)[0] : undefined;
}
