// biome-ignore-all lint/suspicious/noTemplateCurlyInString: names of files may hold it
import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadRunFile } from '@sigwatch/core';
import { afterEach, describe, expect, it } from 'vitest';
import { chooseMonitor } from './choose-monitor.js';
import { composeFile } from './compose-file.js';
import { guessOf } from './guess.js';
import { surveyOf } from './survey.js';

const plugins = fileURLToPath(new URL('../../../../plugins/', import.meta.url));
const packs = readdirSync(plugins).map((name) => plugins + name);
const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** What init makes of a directory with these files, the last of which is the newest. */
function initIn(files: Readonly<Record<string, string>>) {
  const folder = mkdtempSync(join(tmpdir(), 'sigwatch-init-'));
  folders.push(folder);
  for (const [i, [name, text]] of Object.entries(files).entries()) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
    utimesSync(join(folder, name), 1_000 + i, 1_000 + i);
  }
  const guess = guessOf(surveyOf(folder));
  const where = { cwd: folder, packs };
  const log =
    guess.newestLog === undefined ? undefined : { path: join(folder, guess.newestLog), shown: guess.newestLog };
  const monitor = chooseMonitor(log, guess.framework?.name, where);
  const text = composeFile(guess, monitor);
  // It must load clean, whatever was found.
  const { settings } = loadRunFile(join(folder, 'sigwatch.yaml'), where, text);
  const below = (path: string | undefined) => path?.replace(`${folder}/`, '');
  return {
    guess,
    monitor,
    text,
    settings: { ...settings, logs: settings.logs?.map(below), checkpoint_dir: below(settings.checkpoint_dir) },
  };
}

const megatronStep = (step: number) =>
  ` [2026-03-01 12:00:0${step}] iteration ${step}/ 5000 | consumed samples: 256 | elapsed time per iteration (ms): 1000.0 | lm loss: 2.5E+00 | number of nan iterations: 0 |\n`;

describe('init', () => {
  it('reads a batch script: name, logs, framework; and submits it to its cluster', { timeout: 240_000 }, () => {
    const { settings, guess, monitor, text } = initIn({
      'train.sbatch':
        '#!/bin/bash\n#SBATCH --job-name=pretrain-7b\n#SBATCH --output="logs/%x-%j.out" -e err/%A_%a.err\nsrun python pretrain_gpt.py\n',
      'ckpt/latest_checkpointed_iteration.txt': '100',
      'ckpt/iter_0000100/mp_rank_00/model.pt': 'x',
      'logs/pretrain-7b-1.out': megatronStep(1) + megatronStep(2),
    });
    expect(settings).toMatchObject({
      name: 'pretrain-7b',
      monitor: ['megatron_production'],
      logs: ['logs/pretrain-7b-*.out', 'err/*_*.err'],
      checkpoint_dir: 'ckpt',
    });
    expect(settings).toMatchObject({
      adapter: { class_name: 'SlurmAdapter' },
      command: ['train.sbatch'],
      restart: 'megatron_transient',
    });
    expect(guess.framework?.name).toBe('Megatron-LM');
    expect(monitor).toMatchObject({
      how: 'found',
      why: 'it knows 2 lines of logs/pretrain-7b-1.out, 2 steps among them',
    });
    expect(text).toContain('# found: the job name in train.sbatch');
  });

  it('takes the short flags and the default output of a batch script', () => {
    const { guess } = initIn({ 'a.sh': '#SBATCH -J tiny\n', 'b.sh': '#SBATCH -o %j.txt\n' });
    expect(guess.batch).toEqual({ file: 'a.sh', name: 'tiny', logs: ['slurm-*.out'] });
  });

  it.each<[string, Record<string, string>, string[] | undefined]>([
    ['a launch script', { 'run_train.sh': 'torchrun --nproc 4 x.py\n', 'train.py': '' }, ['bash', 'run_train.sh']],
    ['a program by its name', { 'model.py': '', 'main.py': '', 'train_lm.py': '' }, ['python', 'train_lm.py']],
    ['a program with a name that has to be quoted', { 'train me.py': '' }, ['python', 'train me.py']],
    ['no helper script', { 'run_tests.sh': 'echo hi\n' }, undefined],
    ['nothing', {}, undefined],
  ])('guesses what is run: %s', (_, files, command) => {
    const { settings, text } = initIn(files);
    expect(settings.command).toEqual(command);
    expect(settings.restart).toBe(command && 'megatron_transient');
    if (command) expect(text).toContain('guessed:');
  });

  it.each([
    ['NeMo', { 'requirements.txt': 'nemo_toolkit[all]\nmegatron-core\n' }],
    ['axolotl', { 'go.sh': 'accelerate launch -m axolotl.cli.train config.yml\n' }],
    ['torchtitan', { 'run_train.sh': 'torchrun -m torchtitan.train\n' }],
    ['Lightning', { 'train.py': 'import pytorch_lightning as pl\nfrom transformers import AutoModel\n' }],
    ['Hugging Face Trainer', { 'finetune.py': 'from transformers import Trainer, TrainingArguments\n' }],
    ['DeepSpeed', { 'train.py': 'import deepspeed\n' }],
    ['Megatron-LM', { 'logs/a.out': megatronStep(1) }],
  ])('knows %s by its marks', (name, files) => {
    expect(initIn(files as Record<string, string>).guess.framework?.name).toBe(name);
  });

  it('says nothing of a framework where there is no mark', () => {
    expect(initIn({ 'train.py': 'print(1)\n' }).guess.framework).toBeUndefined();
  });

  it.each([
    ['checkpoint-500', 'out'],
    ['global_step100', 'out'],
    ['iter_0000100', 'out'],
    ['global_step_20', 'out'],
    ['checkpoint_000010', 'out'],
    ['checkpoint_2026-11-22_10-00-00', 'out'],
    ['epoch=3-step=400.ckpt', 'out'],
    ['best', undefined],
  ])('finds checkpoints by the name of a folder: %s', (name, wanted) => {
    expect(initIn({ [`out/${name}/weights.bin`]: 'x' }).settings.checkpoint_dir).toBe(wanted);
  });

  it.each([
    ['step_400.pt', 'out'],
    ['epoch=3-step=400.ckpt', 'out'],
    ['last.ckpt', 'out'],
    ['checkpoint_400.safetensors', 'out'],
    ['model.safetensors', undefined],
    ['optimizer.pt', undefined],
  ])('and of a file: %s', (name, wanted) => {
    expect(initIn({ [`out/${name}`]: 'x' }).settings.checkpoint_dir).toBe(wanted);
  });

  it('names the newest by its step, and not by its letters', () => {
    const { guess } = initIn({ 'a/checkpoint-900/w': 'x', 'b/checkpoint-1000/w': 'x' });
    expect(guess.checkpoint_dir).toMatchObject({ value: 'b', why: 'b/checkpoint-1000 is there' });
  });

  it('names one log by itself and several of a kind by a glob', () => {
    const { settings } = initIn({ 'a.log': 'x\n', 'logs/1.out': 'x\n', 'logs/2.out': 'x\n', 'empty.log': '' });
    expect(settings.logs).toEqual(['a.log', 'logs/*.out']);
  });

  // Each file of settings is tried with the rules of several monitors, which are compiled anew.
  it('decides the monitor by the newest log, not by names', { timeout: 240_000 }, () => {
    const program = { 'train.py': 'import deepspeed\n', 'old.log': 'nothing\n' };
    expect(initIn({ ...program, 'new.log': 'step 5/10 loss 0.5\n' }).monitor).toEqual({
      value: 'default',
      how: 'found',
      why: 'it knows 1 line of new.log, 1 step among them',
    });
    expect(initIn({ ...program, 'new.log': megatronStep(1) }).monitor.value).toBe('megatron_production');
    expect(initIn({ 'a.log': 'nothing that anybody knows\n' }).monitor).toMatchObject({
      value: 'default',
      how: 'guessed',
    });
  });

  it('takes names for what they are, whatever they hold', () => {
    const { settings } = initIn({ 'train ${x}\n#.py': '', 'logs/${HOME} a.log': 'x\n', 'k: [v]/checkpoint-5/w': '' });
    expect(settings).toMatchObject({
      command: ['python', 'train ${x}\n#.py'],
      logs: ['logs/${HOME} a.log'],
      checkpoint_dir: 'k: [v]',
    });
  });

  it('calls Python as it is called here', () => {
    const survey = {
      directory: '/w',
      files: [{ path: 'train.py', size: 1, mtime: 0 }],
      checkpoints: [],
      head: () => '',
    };
    expect(guessOf(survey, 'python3').command?.value).toEqual(['python3', 'train.py']);
  });

  it('takes no record of sigwatch for a log', () => {
    const record = { 'state/runs/r/events.jsonl': '{}\n', 'state/runs/r/summary.json': '{}' };
    expect(initIn({ ...record, 'state/runs/r/attempt-1/output.log': 'x\n' }).settings.logs).toBeUndefined();
  });

  it('does not look into hidden folders, environments and packages', () => {
    expect(
      initIn({ '.git/train.py': '', 'node_modules/x/train.py': '', 'venv/train.py': '' }).settings.command,
    ).toBeUndefined();
  });
});
