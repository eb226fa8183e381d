import { clientPython } from './client-home.js';
import { pythonTests } from './python-tests.js';

await pythonTests('torch', clientPython(), 'torch');
await pythonTests('frameworks', clientPython(), 'frameworks');
