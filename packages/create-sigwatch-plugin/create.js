#!/usr/bin/env node
import { relative } from 'node:path';
import { writePlugin } from './write-plugin.js';

const [name, folder, ...more] = process.argv.slice(2);
if (name === undefined || name.startsWith('-') || more.length > 0) {
  const wantsHelp = name === '--help' || name === '-h';
  (wantsHelp ? process.stdout : process.stderr).write('npm create sigwatch-plugin NAME [FOLDER]\n');
  process.exitCode = wantsHelp ? 0 : 2;
} else {
  try {
    const { directory, files } = writePlugin(name, folder);
    const shown = relative('.', directory) || '.';
    process.stdout.write(
      `${files.length} files in ${shown}: one component of each kind. Keep those that you need, delete the others.\n\n` +
        `  cd ${shown}\n  npm install\n  npm test\n  npx sigwatch run --config sigwatch.yaml\n`,
    );
  } catch (error) {
    process.stderr.write(`create-sigwatch-plugin: ${error instanceof Error ? error.message : error}\n`);
    process.exitCode = 1;
  }
}
