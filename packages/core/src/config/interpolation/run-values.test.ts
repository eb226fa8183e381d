// biome-ignore-all lint/suspicious/noTemplateCurlyInString: it is what is tested
import { describe, expect, it } from 'vitest';
import { fillByRun } from './run-values.js';

const run = { run_id: 'r-1', name: 'train', attempt: '2' };
const job = { ...run, job_id: '77' };
const task = { ...run, job_id: '77_4' };

describe('what the run fills in', () => {
  it.each([
    ['${slurm.job_id}/${job.id}', job, '77/77'],
    ['${slurm.array}', job, 'false'],
    ['${slurm.array}', task, 'true'],
    ['slurm-${oc.if:${slurm.array},%A_%a,%j}.out', job, 'slurm-%j.out'],
    ['slurm-${oc.if:${slurm.array},%A_%a,%j}.out', task, 'slurm-%A_%a.out'],
    ['${slurm.array_job_id} ${slurm.array_task_id}', task, '77 4'],
    ['${job.name} ${slurm.name} ${slurm.job_name}', run, 'train train train'],
    ['${run.id} ${job.attempt} ${run.attempt}', run, 'r-1 2 2'],
    ['${oc.select:slurm.job_id,none}', job, '77'],
    ['\\${kept} ${run.id}', run, '${kept} r-1'],
    ['plain', run, 'plain'],
  ])('%s', (text, values, wanted) => expect(fillByRun(text, values)).toEqual({ text: wanted, unknown: [] }));

  it('is what it knows, and the rest stays as it is written', () => {
    expect(fillByRun('${slurm.partition}-${job.id}-${sibling.a.name}', job)).toEqual({
      text: '${slurm.partition}-77-${sibling.a.name}',
      unknown: ['${slurm.partition}', '${sibling.a.name}'],
    });
    expect(fillByRun('${oc.if:${slurm.array},a,b} ${slurm.array_task_id}', run)).toEqual({
      text: '${oc.if:${slurm.array},a,b} ${slurm.array_task_id}',
      unknown: ['${oc.if:${slurm.array},a,b}', '${slurm.array_task_id}'],
    });
  });

  it('never fails on what cannot be read', () => {
    expect(fillByRun('${nothing} ${job.id}', job)).toEqual({
      text: '${nothing} ${job.id}',
      unknown: ['${nothing}', '${job.id}'],
    });
    expect(fillByRun('a ${', job)).toEqual({ text: 'a ${', unknown: [] });
  });
});
