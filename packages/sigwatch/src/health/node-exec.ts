import { execFile } from 'node:child_process';
import { hostname } from 'node:os';
import { type Executed, eachNode } from '@sigwatch/core';

/** A node, and what stands before each command that is run on it: nothing for this machine. */
export interface NodePrefix {
  readonly node: string;
  readonly prefix: readonly string[];
}

export type NodeExec = (command: readonly string[], abort: AbortSignal) => Promise<readonly Executed[]>;

/** Bytes of output that are kept of one node. */
const KEPT = 1 << 20;

export const thisMachine = (): NodePrefix => ({ node: hostname(), prefix: [] });

/**
 * Runs a command on each of the nodes, by its prefix and without a shell. What a node has said before `abort` is its
 * answer; one that can't be reached answers so. Never rejects.
 */
export function execOn(nodes: readonly NodePrefix[]): NodeExec {
  return (command, abort) => eachNode(nodes, (node) => runOn(node, command, abort));
}

function runOn({ node, prefix }: NodePrefix, command: readonly string[], abort: AbortSignal): Promise<Executed> {
  const [program = '', ...args] = [...prefix, ...command];
  if (abort.aborted) return Promise.resolve({ node, output: '' });
  return new Promise((resolve) => {
    // One that hangs in the driver does not hear a polite signal, nor always a rough one: it is not waited for.
    const child = execFile(program, args, { maxBuffer: KEPT, killSignal: 'SIGKILL' }, (error, out, err) => {
      const output = `${out}${err}`;
      if (error === null) return end({ node, output, exit_code: 0 });
      if (typeof error.code === 'number') return end({ node, output, exit_code: error.code });
      if (error.killed === true) return end({ node, output });
      end({ node, output: `${program} can't be run: ${error.code ?? error.message}`, exit_code: 127 });
    });
    let said = '';
    child.stdout?.on('data', (text) => {
      if (said.length < KEPT) said += text;
    });
    const stop = () => {
      child.kill('SIGKILL');
      child.stdout?.destroy();
      child.stderr?.destroy();
      child.unref();
      end({ node, output: said });
    };
    function end(answer: Executed): void {
      abort.removeEventListener('abort', stop);
      resolve(answer);
    }
    child.stdin?.on('error', () => {});
    child.stdin?.end();
    abort.addEventListener('abort', stop, { once: true });
  });
}

/** `gpu-1=ssh gpu-1`, or `gpu-1=` for this machine: words are split at blanks. Undefined when it is none. */
export function nodePrefix(text: string): NodePrefix | undefined {
  const at = text.indexOf('=');
  const node = text.slice(0, Math.max(0, at)).trim();
  const prefix = text
    .slice(at + 1)
    .split(' ')
    .filter((word) => word !== '');
  return at < 1 || node === '' ? undefined : { node, prefix };
}
