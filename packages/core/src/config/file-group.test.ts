import { join } from 'node:path';
import { expect, it } from 'vitest';
import { fileGroup } from './file-group.js';
import { folderOf } from './files.fixture.js';

it.each([
  ['m.yaml', 'log_signals: []', 'monitoring'],
  ['m.yaml', 'class_name: NullMonitor', 'monitoring'],
  ['m.yaml', 'class_name: LogMonitr', 'monitoring'],
  ['m.yaml', 'defaults: [ megatron_basic ]', 'monitoring'],
  ['p.yaml', 'policies: []', 'restart'],
  ['p.yaml', 'class_name: NoRestartPolicy', 'restart'],
  ['p.yaml', 'class_name: QuotaByNight\nhours: 3', 'restart'],
  ['restart/p.yaml', '', 'restart'],
  ['monitoring/m.yaml', '', 'monitoring'],
  ['sigwatch.yaml', '', 'run'],
  ['run.yaml', 'job: { command: [a] }', 'run'],
])('%s with %j is of the group %s', (name, text, group) => {
  expect(fileGroup(join(folderOf({ [name]: text }).cwd, name))).toBe(group);
});
