import { clientPython } from './client-home.js';
import { pythonTests } from './python-tests.js';

await pythonTests('a kernel of Jupyter', clientPython(), 'kernel');
