import { join } from 'node:path';
import { ownName } from '@sigwatch/core/host';

/**
 * A name of the state directory that no other one has, made at the first call: on a cluster that people share, two runs of
 * one name are told apart by it.
 */
export const homeOf = (stateDirectory: string): string => ownName(join(stateDirectory, 'ray', 'home'));
