import { isUtf8 } from 'node:buffer';
import { readFileSync } from 'node:fs';
import { UsageError } from '../../problem.js';

/** The text of a file, or (`-`) of standard input, and what to call it. */
export async function readInput(given: string): Promise<{ readonly name: string; readonly text: string }> {
  const bytes = given === '-' ? await standardInput() : bytesOf(given);
  const name = given === '-' ? 'standard input' : given;
  if (!isUtf8(bytes)) throw new UsageError(`${name} is no text in UTF-8; save it as UTF-8`);
  return { name, text: bytes.toString('utf8') };
}

function bytesOf(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') throw new UsageError(`${path} does not exist; give the file that holds the rules`);
    if (code === 'EISDIR') throw new UsageError(`${path} is a directory; give the file that holds the rules`);
    throw new UsageError(`${path} can't be read (${code ?? message}); check its path and its mode`);
  }
}

async function standardInput(): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
