import type { YamlFile } from '@sigwatch/core';
import { importDetermined } from './determined/determined.js';
import { importHyperPod } from './hyperpod/hyperpod.js';
import type { Reading } from './types.js';

/** Systems whose log rules can be read, by the word on the command line. */
export const importers: Readonly<Record<string, (file: YamlFile) => Reading>> = {
  hyperpod: importHyperPod,
  determined: importDetermined,
};
