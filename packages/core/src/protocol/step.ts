import { choosing } from './choose.js';
import { clearing } from './clear.js';
import { held, releasing } from './hold.js';
import { begin, cancelling, sweeping } from './previous.js';
import type { ProtocolRules } from './rules.js';
import type { ProtocolInput, ProtocolState, Step } from './state.js';
import { refused, submitting } from './submit.js';
import { resume } from './transitions.js';
import { uncertain } from './uncertain.js';

/**
 * Submits once: the previous job has ended before, and whatever the platform loses or denies, one job of the attempt
 * runs. Pure and total; an input that does not fit the phase makes it ask again.
 *
 *   intent → cancelling → sweeping → submitting → submitted
 *                                     │  ↑  └→ refused ┘
 *                                     ↓  └──────────────────────┐ complete "no": held from now on
 *                                  uncertain ───────────────────┘
 *                                     ↓ found
 *                         held ⇄ choosing → clearing → submitted
 *                           └→ releasing → submitted
 */
export function step(state: ProtocolState, input: ProtocolInput, rules: ProtocolRules): Step {
  switch (state.phase) {
    case 'intent':
      return begin(state, input, rules);
    case 'cancelling':
      return cancelling(state, input, rules);
    case 'sweeping':
      return sweeping(state, input, rules);
    case 'submitting':
      return submitting(state, input, rules);
    case 'refused':
      return refused(state, input, rules);
    case 'uncertain':
      return uncertain(state, input, rules);
    case 'choosing':
      return choosing(state, input, rules);
    case 'clearing':
      return clearing(state, input, rules);
    case 'held':
      return held(state, input, rules);
    case 'releasing':
      return releasing(state, input, rules);
    case 'submitted':
      return [state, resume(state, input.now, rules)];
  }
}
