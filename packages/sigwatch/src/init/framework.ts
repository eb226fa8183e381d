import type { Survey } from './survey.js';

export interface Framework {
  readonly name: string;
  /** The text that gave it away, and where. */
  readonly mark: string;
  readonly file: string;
}

/** Those that build on others come first. Texts that only they have, in lower case. */
const FRAMEWORKS: readonly { readonly name: string; readonly marks: readonly string[] }[] = [
  {
    name: 'NeMo',
    marks: ['nemo_toolkit', 'from nemo', 'import nemo', 'nemo.collections', 'nemo.lightning', '[nemo i '],
  },
  { name: 'axolotl', marks: ['axolotl train', 'axolotl.cli', 'import axolotl', 'axolotl=='] },
  { name: 'torchtitan', marks: ['torchtitan'] },
  { name: 'verl', marks: ['verl.trainer', 'import verl', 'from verl'] },
  { name: 'nanotron', marks: ['from nanotron', 'import nanotron', 'nanotron=='] },
  {
    name: 'Megatron-LM',
    marks: [
      'megatron.core',
      'megatron.training',
      'megatron-lm',
      'pretrain_gpt.py',
      '--tensor-model-parallel-size',
      'elapsed time per iteration (ms):',
    ],
  },
  {
    name: 'Lightning',
    marks: ['pytorch_lightning', 'pytorch-lightning', 'import lightning', 'from lightning', 'lightning=='],
  },
  {
    name: 'Hugging Face Trainer',
    marks: ['trainingarguments', 'from transformers import trainer', 'transformers.trainer', "'train_runtime':"],
  },
  {
    name: 'DeepSpeed',
    marks: ['import deepspeed', 'deepspeed.initialize', 'deepspeed --', 'deepspeed==', '--deepspeed', '[deepspeed]'],
  },
];

const SOURCES = /(?:\.py|\.sh|\.sbatch|\.slurm|\.toml|requirements[^/]*\.txt|environment\.ya?ml)$/;
const MOST_SOURCES = 200;

/** Which training software this is, by its marks in scripts, requirements and then logs. */
export function frameworkOf(survey: Survey, logs: readonly string[]): Framework | undefined {
  const sources = survey.files.filter(({ path }) => SOURCES.test(path)).slice(0, MOST_SOURCES);
  const texts = [...sources.map(({ path }) => path), ...logs].map((file) => ({ file, head: survey.head(file) }));
  for (const { name, marks } of FRAMEWORKS)
    for (const { file, head } of texts) {
      const text = head.toLowerCase();
      const mark = marks.find((one) => text.includes(one));
      if (mark !== undefined) return { name, mark: head.slice(text.indexOf(mark)).slice(0, mark.length), file };
    }
  return undefined;
}
