export { clearTwins } from './clear-twins.js';
export { CannotSubmitError, isRefusal, RefusedError, TimeLimitError } from './errors.js';
export { absenceIsUnknown, defaultTiming, type ProtocolRules, type ProtocolTiming, rulesFor } from './rules.js';
export {
  intent,
  type Phase,
  type ProtocolCommand,
  type ProtocolInput,
  type ProtocolState,
  type Step,
} from './state.js';
export { step } from './step.js';
export { type SubmitOnce, submitOnce } from './submit-once.js';
