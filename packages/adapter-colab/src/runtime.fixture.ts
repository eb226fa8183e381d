import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A `/proc` of a machine that was booted at so many Unix seconds, and whose first process began so many seconds later. */
export function fakeProc(root: string, boot: number, after: number): string {
  mkdirSync(join(root, '1'), { recursive: true });
  writeFileSync(join(root, 'stat'), `cpu  1 2 3\nintr 5\nbtime ${boot}\nprocesses 9\n`);
  // Fields 3 to 22; the name of the program may hold anything.
  const fields = ['S', ...Array.from({ length: 18 }, () => '0'), String(after * 100)];
  writeFileSync(join(root, '1', 'stat'), `1 (docker) init (x) ${fields.join(' ')} 123 456\n`);
  return root;
}
