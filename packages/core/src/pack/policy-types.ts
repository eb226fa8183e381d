import type { PoliciesFile } from '../generated/restart.js';
import type { PolicyConfig } from './component-configs.js';
import type { Frozen } from './frozen.js';

/** A restart policy as a value: what a restart file may hold. A bare policy applies to crash. */
export type PolicyInput =
  | PolicyConfig
  | (Frozen<Omit<PoliciesFile, 'policies'>> & {
      readonly policies: readonly {
        readonly mode: 'crash' | 'stall' | 'timeout' | 'success';
        readonly implementation: PolicyConfig;
      }[];
    });
