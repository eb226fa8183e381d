import { asTemplateText, besideUnknown, fillByRun } from '../config/interpolation/run-values.js';
import { fillText } from '../config/text/template.js';
import type { Incident } from '../contract.js';

/** Values for the texts of a decision. */
export function reasonValues(
  incident: Incident,
  run: { readonly run_id: string; readonly name?: string; readonly attempt: number; readonly job_id?: string },
): Readonly<Record<string, string>> {
  const { root, progress, culprit } = incident;
  const fields = Object.entries(root.fields).map(([name, value]) => [name, String(value)] as const);
  return {
    ...(progress === 'unknown' ? {} : { step: String(progress.step) }),
    ...Object.fromEntries(fields),
    ...(culprit?.node === undefined ? {} : { node: culprit.node }),
    error_type: root.error_type ?? 'unknown',
    attempt: String(run.attempt),
    run_id: run.run_id,
    ...(run.name === undefined ? {} : { name: run.name }),
    ...(run.job_id === undefined ? {} : { job_id: run.job_id }),
  };
}

/** A decision's reason: the policy's own text first, with its values filled in. */
export function reasonOf(
  text: string | undefined,
  why: string,
  values: Readonly<Record<string, string>> | undefined,
): string {
  if (!text) return `${why}.`;
  const known = values ?? {};
  const filled = fillByRun(text, asTemplateText(known));
  return `${besideUnknown(filled, (piece) => fillText(piece, known))}: ${why}.`;
}
