/** Loaded before all else, it takes file events away: what is then seen is seen by polling alone. */
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

const refuse = () => {
  throw Object.assign(new Error('ENOSPC: System limit for number of file watchers reached'), { code: 'ENOSPC' });
};
fs.watch = refuse;
fs.promises.watch = refuse;
syncBuiltinESMExports();
