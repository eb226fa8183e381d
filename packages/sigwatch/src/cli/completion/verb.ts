import { type Shell, shellScripts } from './scripts.js';

/** `sigwatch completion SHELL` */
export async function verb(args: readonly string[]): Promise<number> {
  process.stdout.write(shellScripts[args[0] as Shell]);
  return 0;
}
