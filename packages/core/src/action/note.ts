import { checkTemplate, fillTemplate } from '../config/text/template.js';
import type { ActionContext, ActionResult, Component, Deps } from '../contract.js';
import { componentSchemas } from '../generated/component-schemas.js';

/** Writes a line into the run's record. The engine does the writing, in the transaction that marks the entry done. */
export const errorNoteAction: Component<'action'> = {
  kind: 'action',
  class_name: 'ErrorNoteAction',
  summary: "Writes a note into the run's record, which `sigwatch history` shows.",
  config: componentSchemas.ErrorNoteAction,
  check: ({ note }, names) =>
    typeof note === 'string' ? checkTemplate(note, names).map((problem) => ({ ...problem, path: ['note'] })) : [],
  create: ({ note }, deps) => ({ run: async (context) => takeNote(note as string | null | undefined, context, deps) }),
};

/** Without a word of its own, the note is called by its signal. */
function takeNote(given: string | null | undefined, context: ActionContext, deps: Deps): ActionResult {
  const { signal } = context;
  const filled = fillTemplate(given ?? signal?.name ?? 'note', context.values);
  if (!filled.ok) return { ok: false, detail: filled.error, final: true };
  const note = { time: deps.now(), note: filled.text, signal: signal?.name ?? null, fields: signal?.fields ?? {} };
  return { ok: true, detail: filled.text, note };
}
