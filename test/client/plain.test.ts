import { pythonTests } from './python-tests.js';
import { pythons } from './pythons.js';

for (const { path, minor } of await pythons())
  await pythonTests(`Python 3.${minor} without torch`, path, 'plain', ['torch', 'numpy']);
