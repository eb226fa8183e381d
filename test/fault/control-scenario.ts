import path from 'node:path';
import type { ComponentConfig, JobAdapter, JobSpec, Rule } from '@sigwatch/core';
import { discoveryOf, type JobMoment, memorySource } from '@sigwatch/testkit';
import type { ControlFiles } from '../../packages/core/src/supervise/control/files.js';
import { monitor, type Scripts, steps, World, type WorldOptions } from './supervise-scenario.js';

const rule = (name: string, pattern: string, more: Partial<Rule>): Rule => ({
  ...{ name, pattern, pattern_type: 'regex', kind: 'notice', severity: 'warning', symptom_of: [], actions: [] },
  metadata: {},
  ...more,
});

const spaced =
  '(?P<request>\\S+) (?P<action>\\S+) (?P<status>\\S+)(?: step=(?P<step>\\d+) path=(?P<checkpoint_path>\\S+))? ?(?P<message>.+)?';
const rules = [
  rule('step', 'step (?P<step>\\d+)(?: loss (?P<loss>\\S+))?', { kind: 'progress' }),
  rule('hello', 'hello (?P<capabilities>\\[.*?\\])(?: (?P<options>\\{.*\\}))?', { metadata: { wire: 'hello' } }),
  rule('nccl_error', 'nccl failure', { kind: 'error', mode: 'crash', error_type: 'nccl', severity: 'critical' }),
  rule('ack', `ack ${spaced}`, { metadata: { wire: 'ack' } }),
];

/** A request as it stands in its file. */
export interface Wire {
  readonly sigwatch: number;
  readonly id: string;
  readonly action: string;
  readonly reason?: string;
}

export interface Plan {
  /** What it says of itself; undefined: it is no client. */
  readonly hello?: string;
  /** Its answer to a request: `STATUS MESSAGE`; undefined: none. */
  readonly answer?: (request: Wire) => string | undefined;
  /** The checkpoint that it names in its answer, of step 3. */
  readonly path?: () => string;
  /** ms that an answer takes. */
  readonly takes?: number;
  readonly action?: ComponentConfig;
  readonly scripts?: Scripts;
  readonly lines?: readonly JobMoment[];
  /** The disk refuses to be written to. */
  readonly refuses?: (file: string) => boolean;
  readonly world?: Partial<WorldOptions>;
}

export const HALF = { class_name: 'ControlAction', request: 'set', scale: { lr: 0.5 } };

/** A job whose program looks for requests and answers them, on a disk in memory; it outlives any supervisor. */
export function program(plan: Plan = {}) {
  const { hello = 'hello ["checkpoint","lr"]', answer = () => 'done lr = 0.05', takes = 2_000, action = HALF } = plan;
  const files = new Map<string, string>();
  const specs: JobSpec[] = [];
  const prepared: string[] = [];
  /** What was done, by the IDs of requests. */
  const done: string[] = [];
  const health: { readonly at: number; readonly text: string }[] = [];
  const acks = memorySource('acks.log', () => world.clock.now());
  const answered = new Map<string, string>();
  const look = (file: string) => {
    const text = files.get(file);
    if (text === undefined) return;
    const request = JSON.parse(text) as Wire;
    const said = answered.get(request.id) ?? answer(request);
    if (said === undefined) return;
    if (!answered.has(request.id)) done.push(request.id);
    answered.set(request.id, said);
    const [status, ...message] = said.split(' ');
    const saved = plan.path === undefined ? '' : ` step=3 path=${plan.path()}`;
    acks.append(`ack ${request.id} ${request.action} ${status}${saved} ${message.join(' ')}\n`);
    files.delete(file);
  };
  const control_files: ControlFiles = {
    prepare: async (folder) => {
      if (plan.refuses?.(folder)) throw new Error('permission denied');
      prepared.push(folder);
    },
    put: async (file, text) => {
      if (plan.refuses?.(file)) throw new Error('no space left');
      if (path.basename(file) === 'health.json') health.push({ at: world.clock.now() - began, text });
      else world.clock.schedule(world.clock.now() + takes, () => look(file));
      files.set(file, text);
    },
    has: async (file) => files.has(file),
    remove: async (file) => void files.delete(file),
  };
  const trouble = rule('trouble', 'trouble', { kind: 'warning', actions: [action] });
  const first = [{ after: 500, print: `${hello}\n` }, steps(1, 3), { after: 10_000, print: 'trouble\n' }];
  const { run, adapter, ...more } = plan.world ?? {};
  const world: World = new World({
    scripts: plan.scripts ?? [[...first, ...(plan.lines ?? []), { after: 90_000, exit: 0 }]],
    monitor: monitor({ rules: [...rules, trouble] }),
    logs: () => discoveryOf(acks),
    adapter: (real, clock): JobAdapter => {
      const given = adapter?.(real, clock) ?? real;
      const { submission } = given;
      return {
        ...given,
        ...(submission && {
          submission: {
            ...submission,
            submit: (spec, ...rest) => {
              specs.push(spec);
              return submission.submit(spec, ...rest);
            },
          },
        }),
      };
    },
    ...more,
    run: { control_dir: '/control', control_files, ...run },
  });
  const began = world.clock.now();
  return { world, files, specs, prepared, done, health };
}

/** What became of actions and of checkpoints that people asked for. */
export const results = (world: World): readonly string[] =>
  world.of('action').map(({ data }) => `${data.action} ${data.ok ? 'ok' : 'no'}: ${data.detail}`);
