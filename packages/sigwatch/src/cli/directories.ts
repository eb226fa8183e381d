import { stateDirectory } from '@sigwatch/store';
import { settingsOf } from './settings-of.js';

type Options = Readonly<Record<string, unknown>>;

export function stateDirectoryOf(options: Options): string {
  return settingsOf(options).state_dir?.value ?? stateDirectory();
}
