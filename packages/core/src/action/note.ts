import type { ActionContext, ComponentConfig, Deps } from '../contract.js';
import { type ActionComponent, type ActionOutcome, noRetry, type RunnableAction } from './component.js';
import { type ActionProblem, checkTemplate, fillTemplate } from './template.js';

/** Writes a line into the run's record. The engine does the writing, in the transaction that marks the entry done. */
export const errorNoteAction: ActionComponent<RunnableAction> = {
  kind: 'action',
  class_name: 'ErrorNoteAction',
  summary: "Writes a note into the run's record, which `sigwatch history` shows.",
  config: {
    $schema: 'http://json-schema.org/draft-07/schema#',
    type: 'object',
    required: ['note'],
    additionalProperties: false,
    properties: { note: { type: 'string', minLength: 1, description: 'The note; {names} are replaced.' } },
  },
  check: (config, names) => noteFindings(config, names),
  create: (config, deps) => ({
    kind: 'run',
    retries: 0,
    backoff: noRetry,
    concurrency: 1,
    run: async (context) => takeNote(String(config.note), context, deps),
  }),
};

function noteFindings(config: ComponentConfig, names: readonly string[]): readonly ActionProblem[] {
  if (typeof config.note !== 'string') return [{ path: ['note'], message: 'note must be a text' }];
  return checkTemplate(config.note, names).map((finding) => ({ ...finding, path: ['note'] }));
}

function takeNote(template: string, context: ActionContext, deps: Deps): ActionOutcome {
  const filled = fillTemplate(template, context.values);
  if (!filled.ok) return { ok: false, detail: filled.error, final: true };
  const { signal } = context;
  const note = { time: deps.now(), note: filled.text, signal: signal?.name ?? null, fields: signal?.fields ?? {} };
  return { ok: true, detail: filled.text, note };
}
