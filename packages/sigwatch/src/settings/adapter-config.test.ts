import { join } from 'node:path';
import { expect, it } from 'vitest';
import { type AdapterFlags, mergedAdapter, typedAdapter } from './adapter-config.js';
import type { Settings } from './settings.js';

const withFile = (value: { class_name: string; [key: string]: unknown }) =>
  ({ adapter: { value, from: 'file', by: '' } }) as unknown as Pick<Settings, 'adapter'>;
const none = withFile({ class_name: 'LocalAdapter' });
const prefix = (flags: AdapterFlags) => typedAdapter('exec', none, flags).prefix;

it.each<[string, AdapterFlags, string[]]>([
  ['a pod', { pod: 'trainer-0' }, ['kubectl', 'exec', 'trainer-0', '--']],
  [
    'all of a pod',
    { pod: 'p', namespace: 'ml', container: 'c' },
    ['kubectl', 'exec', '-n', 'ml', 'p', '-c', 'c', '--'],
  ],
  ['a machine', { host: 'me@gpu1' }, ['ssh', '-o', 'BatchMode=yes', 'me@gpu1']],
  ['words', { in: 'docker exec box' }, ['docker', 'exec', 'box']],
  ['words in quotes', { in: `env A='x y' "b c" d\\ e` }, ['env', 'A=x y', 'b c', 'd e']],
])('%s stands before every command', (_, flags, words) => {
  expect(prefix(flags)).toEqual(words);
});

it.each<[string, AdapterFlags, RegExp]>([
  ['two places', { pod: 'p', host: 'h' }, /^--pod and --host say two different places/],
  ['a namespace of nothing', { namespace: 'n' }, /give --pod too$/],
  ['an open quote', { in: "sh 'a" }, /a quote is not closed/],
  ['nothing', { in: '  ' }, /there is no word/],
])('%s is refused', (_, flags, words) => {
  expect(() => prefix(flags)).toThrow(words);
});

it('where nothing was typed the file says it all', () => {
  const file = { class_name: 'ExecAdapter', prefix: ['ssh', 'h'] };
  expect(mergedAdapter(file, typedAdapter('exec', withFile(file), {}))).toEqual(file);
});

it('keeps of Ray what was typed, and not the headers of the file, which may be secret', () => {
  const file = {
    class_name: 'RayAdapter',
    address: 'http://a:8265',
    headers: { Authorization: 'Bearer hush' },
    runtime_env: { pip: ['torch'], working_dir: 's3://b/a.zip' },
  };
  const typed = typedAdapter('ray', withFile(file), {
    address: 'http://b:8265',
    numGpus: 8,
    numCpus: 0,
    workingDir: 's3://b/c.zip',
    runtimeEnvJson: { env_vars: { A: '1' } },
  });
  expect(typed).toEqual({
    class_name: 'RayAdapter',
    address: 'http://b:8265',
    entrypoint_num_gpus: 8,
    entrypoint_num_cpus: 0,
    runtime_env: { env_vars: { A: '1' }, working_dir: 's3://b/c.zip' },
  });
  expect(mergedAdapter(file, typed)).toEqual({
    ...typed,
    headers: file.headers,
    runtime_env: { pip: ['torch'], env_vars: { A: '1' }, working_dir: 's3://b/c.zip' },
  });
});

it('means folders with code from where they were typed', () => {
  const runtimeEnvJson = { py_modules: ['lib', '/opt/lib', 's3://b/c.zip'] };
  expect(typedAdapter('ray', none, { workingDir: '.', runtimeEnvJson })).toMatchObject({
    runtime_env: { working_dir: process.cwd(), py_modules: [join(process.cwd(), 'lib'), '/opt/lib', 's3://b/c.zip'] },
  });
});

it('a file that is about another platform says nothing of this one', () => {
  const typed = typedAdapter('ray', none, {});
  expect(mergedAdapter(none.adapter.value, typed)).toEqual({ class_name: 'RayAdapter' });
});

it('of SLURM all is kept, as it is where nothing is secret', () => {
  const file = { class_name: 'SlurmAdapter', user: 'me' };
  expect(typedAdapter('slurm', withFile(file), {})).toEqual(file);
  expect(typedAdapter('slurm', none, {})).toEqual({ class_name: 'SlurmAdapter' });
});

it('of Modal the environment and the profile are typed, and the client stays that of the file', () => {
  const file = { class_name: 'ModalAdapter', modal: ['python', '-m', 'modal'], environment: 'main' };
  const typed = typedAdapter('modal', withFile(file), { env: 'dev', profile: 'team' });
  expect(typed).toEqual({ class_name: 'ModalAdapter', environment: 'dev', profile: 'team' });
  expect(mergedAdapter(file, typed)).toEqual({ ...file, environment: 'dev', profile: 'team' });
});
