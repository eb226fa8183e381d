import { expect, it } from 'vitest';
import { folderOf } from './files.fixture.js';
import { loadMonitors } from './index.js';

it('of a path that is not there no list of names is told, of a name the nearest', () => {
  const where = folderOf({ 'pack/monitoring/kestrel.yaml': 'class_name: LogMonitor\n' });
  expect(() => loadMonitors(['/none/rules.yaml'], where)).toThrow(
    '/none/rules.yaml: there is no such file. Check its path.',
  );
  expect(() => loadMonitors(['kestrl'], where)).toThrow('there is no monitor `kestrl`. Did you mean `kestrel`?');
});
