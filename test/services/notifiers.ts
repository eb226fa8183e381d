import { type Notice, type Notifier, type Settings, systemDeps } from '@sigwatch/core';
import { notifyComponents } from '@sigwatch/notify';

/** A notifier as YAML would name it; `env` is what its `…_env` are looked up in. */
export function notifier(
  settings: Settings & { readonly class_name: string },
  env: Record<string, string> = {},
): Notifier {
  const { class_name, ...config } = settings;
  const component = notifyComponents(() => env).find((one) => one.class_name === class_name);
  if (component === undefined) throw new Error(`no notifier is called ${class_name}`);
  return component.create(config, systemDeps);
}

export const never = new AbortController().signal;

/** A failed run, as the engine tells of it. */
export function notice(more: Partial<Notice> = {}): Notice {
  return {
    run_id: 'llama-7b',
    name: 'llama-7b',
    attempt: 2,
    at: Date.now(),
    transition: 'failed',
    state: 'failed',
    severity: 'critical',
    title: 'llama-7b failed: out of memory',
    text: 'llama-7b failed: out of memory\ntrain.log:1234: CUDA out of memory',
    dedup_key: 'llama-7b/2/failed',
    problem: 'llama-7b/2/1',
    incident: 'llama-7b/2/1',
    reason: 'the GPU ran out of memory',
    root: { signal: 'cuda_oom', error_type: 'oom', source: 'train.log', line: 1_234, text: 'CUDA out of memory' },
    action_required: 'Use a smaller batch.',
    node: 'node-17',
    phase: 'training',
    step: 1_200,
    total: 5_000,
    duration_seconds: 3_725,
    last_line: 'step 1200/5000',
    links: [{ name: 'Dashboard', url: 'https://example.org/llama-7b' }],
    ...more,
  };
}
