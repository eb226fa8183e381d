import { duration } from '../config/duration.js';
import type { ComponentConfig, Millis } from '../contract.js';
import type { ActionComponent, RunnableAction } from './component.js';
import { runCommand } from './run-command.js';
import { type ActionProblem, checkTemplate } from './template.js';

const HOUR = 3_600_000;
const span = { type: ['number', 'string'], description: 'Seconds, or a text such as 30s, 5m, 1h.' };
const text = { type: 'string' };

/**
 * Runs a command. It runs at least once, not exactly once: after a crash of sigwatch it is run again, so a command
 * with lasting effects should use SIGWATCH_ACTION_KEY, which is the same each time, to see what it has already done.
 */
export const executionAction: ActionComponent<RunnableAction> = {
  kind: 'action',
  class_name: 'ExecutionAction',
  summary: "Runs a command with arguments, without a shell, and keeps its output in the run's directory.",
  config: {
    $schema: 'http://json-schema.org/draft-07/schema#',
    type: 'object',
    required: ['command'],
    additionalProperties: false,
    properties: {
      command: { type: 'array', items: text, minItems: 1, description: 'Program and arguments; {names} are replaced.' },
      cwd: { ...text, description: 'Where it runs. Default: where sigwatch runs.' },
      env: { type: 'object', additionalProperties: text, description: "Added to sigwatch's own environment." },
      timeout: { ...span, default: '1h' },
      retries: { type: 'integer', minimum: 0, default: 2, description: 'Tries beyond the first one.' },
      backoff: {
        type: 'object',
        additionalProperties: false,
        properties: {
          initial: { ...span, default: '10s' },
          factor: { type: 'number', minimum: 1, default: 2 },
          max: { ...span, default: '10m' },
          jitter: { type: 'number', minimum: 0, maximum: 1, default: 0.25 },
        },
      },
      concurrency: { type: 'integer', minimum: 1, default: 1, description: 'How many of this class run at once.' },
    },
  },
  check: findings,
  create(config, deps) {
    const backoff = (config.backoff ?? {}) as Readonly<Record<string, number | string | undefined>>;
    const command = {
      argv: config.command as readonly string[],
      cwd: config.cwd as string | undefined,
      env: (config.env ?? {}) as Readonly<Record<string, string>>,
      timeout: spanOf(config.timeout) ?? HOUR,
    };
    return {
      kind: 'run',
      retries: (config.retries as number | undefined) ?? 2,
      backoff: {
        initial: spanOf(backoff.initial) ?? 10_000,
        factor: Number(backoff.factor ?? 2),
        max: spanOf(backoff.max) ?? 600_000,
        jitter: Number(backoff.jitter ?? 0.25),
      },
      concurrency: (config.concurrency as number | undefined) ?? 1,
      run: (context, abort) => runCommand(command, context, deps, abort),
    };
  },
};

function findings(config: ComponentConfig, names: readonly string[]): readonly ActionProblem[] {
  const { command, cwd, env, timeout } = config;
  const found: ActionProblem[] = [];
  const check = (value: unknown, ...path: (string | number)[]) => {
    if (typeof value === 'string') found.push(...checkTemplate(value, names).map((finding) => ({ ...finding, path })));
    else if (value !== undefined) found.push({ path, message: `${path.join('.')} must be a text` });
  };
  if (typeof command === 'string') found.push({ path: ['command'], message: noShell(command) });
  else if (!Array.isArray(command) || command.length === 0)
    found.push({ path: ['command'], message: 'command must be a list: the program, then its arguments' });
  else command.forEach((argument, index) => void check(argument, 'command', index));
  check(cwd, 'cwd');
  for (const [name, value] of Object.entries(env ?? {})) check(value, 'env', name);
  if (timeout !== undefined && !spanOf(timeout))
    found.push({ path: ['timeout'], message: 'timeout must be seconds or a duration such as 30s, 5m or 1h' });
  return found;
}

function spanOf(value: unknown): Millis | undefined {
  return typeof value === 'number' || typeof value === 'string' ? duration(value) : undefined;
}

function noShell(command: string): string {
  const argv = JSON.stringify(command.trim().split(/\s+/));
  return (
    'command must be a list, not one text: values in it come from log lines, so no shell ever reads it. ' +
    `Write ${argv}, or ["sh", "script.sh", "{step}"] with what needs a shell in a script.`
  );
}
