import type { Signal } from '../contract.js';

/** What the platform's word is called that a job was queued anew, where nothing tells of a failure. */
export const REQUEUED = 'job_requeued';

/** The root is no failure; most often somebody has asked for it. Signals of rules have a line. */
export const isMereRequeue = ({ name, order, line }: Signal): boolean => name === REQUEUED && order < 0 && line === 0;
