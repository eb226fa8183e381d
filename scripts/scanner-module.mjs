// Compiles packages/core/assembly to WebAssembly: what scripts/generate-types.mjs writes to the generated files, so that
// nobody needs a compiler to install, to build or to run.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import asc from 'assemblyscript/asc';
import { root } from './workspaces.mjs';

const folder = join(root, 'packages/core/assembly');
const target = 'scanner.wasm';
const flags = [
  ...['index.ts', '--outFile', target, '--enable', 'simd', '-O3', '--noAssert', '--runtime', 'stub', '--use', 'abort='],
  ...['--importMemory', '--initialMemory', '1', '--maximumMemory', '65536', '--noExportMemory'],
];

/** The text of a module that exports the compiled bytes as base64. */
export async function scannerModule() {
  let bytes;
  const { error, stderr } = await asc.main(flags, {
    readFile: (name) => readOwn(name),
    writeFile: (name, contents) => {
      if (name === target) bytes = contents;
    },
    listFiles: () => [],
  });
  if (error || !bytes)
    throw new Error(`packages/core/assembly does not compile:\n${stderr.toString()}`, { cause: error });
  return (
    '// Written by scripts/generate-types.mjs from packages/core/assembly. Do not edit.\n' +
    `/** A WebAssembly module with SIMD that imports its memory as \`env.memory\`; base64. */\n` +
    `export const scannerModule =\n${lines(Buffer.from(bytes).toString('base64'))};\n`
  );
}

/** The compiler asks for many names that need not be; of the others it has its own. */
function readOwn(name) {
  try {
    return readFileSync(join(folder, name), 'utf8');
  } catch {
    return null;
  }
}

const lines = (text) => (text.match(/.{1,108}/g) ?? []).map((part) => `  '${part}'`).join(' +\n');
