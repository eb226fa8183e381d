import { inFiles, input } from '../inputs/cached.mjs';
import { literal43 } from '../inputs/rule-sets.mjs';
import { againstRipgrep } from './against-ripgrep.mjs';

const FILES = 1000;

const bench = againstRipgrep(
  `43 rules, ${FILES.toLocaleString('en')} files`,
  () => literal43,
  undefined,
  async (megabytes) => inFiles(await input('quiet', megabytes), FILES),
);

/** As the logs of a thousand ranks lie in one directory. @type {import('./index.mjs').Bench} */
export const files = (setting) => bench({ ...setting, megabytes: Math.max(1, setting.megabytes / 4) });
