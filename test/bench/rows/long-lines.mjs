import { input } from '../inputs/cached.mjs';
import { literal43 } from '../inputs/rule-sets.mjs';
import { againstRipgrep } from './against-ripgrep.mjs';

const bench = againstRipgrep(
  '43 rules, lines of 100 KB',
  () => literal43,
  undefined,
  (megabytes) => input('long', megabytes),
);

/** What dumps of tensors and of settings look like. @type {import('./index.mjs').Bench} */
export const longLines = (setting) => bench({ ...setting, megabytes: Math.max(1, setting.megabytes / 4) });
