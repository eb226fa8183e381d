import { expect, it } from 'vitest';
import { oursFirst } from './submit-words.js';

const own = [
  { long: '--monitor', required: true },
  { long: '--restart', required: true },
  { long: '--name', required: true },
  { long: '--config', required: true },
  { long: '--detach', required: false },
  { long: '--help', required: false },
];
/** Stands in sbatch's place: `-N2` is glued, `-p` takes a value. */
const scriptAt = (words: readonly string[]) => {
  for (let i = 0; i < words.length; i++) {
    if (words[i] === '-p') i++;
    else if (!words[i]?.startsWith('-')) return i;
  }
  return -1;
};
const arranged = (line: string) => oursFirst(line.split(' '), own, scriptAt).join(' ');

it.each([
  ['ours before the platform stay', '--monitor m slurm t.sh', '--monitor m slurm t.sh'],
  ['ours before the script', 'slurm -N2 --name n -p gpu t.sh a', '--name n slurm -N2 -p gpu t.sh a'],
  ['glued values', 'slurm --monitor=m t.sh', '--monitor=m slurm t.sh'],
  [
    'three are ours behind the script',
    'slurm t.sh --monitor m --restart=r --detach',
    '--monitor m --restart=r --detach slurm t.sh',
  ],
  ['all others there are the script’s', 'slurm t.sh --config c.yaml --name x', 'slurm t.sh --config c.yaml --name x'],
  ['nothing behind -- is', 'slurm --detach -- t.sh --restart now', '--detach slurm t.sh --restart now'],
  ['a second -- is the script’s', 'slurm -- t.sh -- --detach', 'slurm t.sh -- --detach'],
  ['what sbatch knows is never ours', 'slurm --comment=x --requeue t.sh', 'slurm --comment=x --requeue t.sh'],
  ['without a script', 'slurm --wrap=true --detach', '--detach slurm --wrap=true'],
  ['the value of ours before the platform is none', '--name slurm slurm t.sh', '--name slurm slurm t.sh'],
  ['a script that is called as an option’s value', 'slurm -p t.sh t.sh --name x', 'slurm -p t.sh t.sh --name x'],
  ['help, which is ours before the script', 'slurm --help', '--help slurm'],
  ['help, which is the script’s behind it', 'slurm t.sh --help', 'slurm t.sh --help'],
  ['no platform', '--detach', '--detach'],
])('%s', (_, line, expected) => {
  expect(arranged(line)).toBe(expected);
});

it.each([
  ['before the --', 'ray --name n -- python t.py', '--name n ray -- python t.py'],
  ['never behind it', 'ray -- python t.py --name x --detach', 'ray -- python t.py --name x --detach'],
  [
    'without one as with sbatch',
    'ray --name n python t.py --name x --detach',
    '--name n --detach ray python t.py --name x',
  ],
])('of a platform without options of its own ours stand %s', (_, line, expected) => {
  const firstPlain = (words: readonly string[]) => words.findIndex((word) => !word.startsWith('-'));
  expect(oursFirst(line.split(' '), own, firstPlain, 'kept').join(' ')).toBe(expected);
});
