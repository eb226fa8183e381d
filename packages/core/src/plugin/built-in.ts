import { controlAction } from '../action/control.js';
import { executionAction } from '../action/execution.js';
import { errorNoteAction } from '../action/note.js';
import { restartAction } from '../action/restart.js';
import { terminationAction } from '../action/termination.js';
import { builtInOperators } from '../correlate/built-in.js';
import { builtInPolicies } from '../policy/components.js';
import { definePlugin } from './define.js';
import { builtInStates } from './states.js';

/** What comes with the engine. It is a plugin like any other. */
export const builtIn = definePlugin({
  name: 'sigwatch',
  components: [
    ...builtInStates,
    controlAction,
    errorNoteAction,
    executionAction,
    restartAction,
    terminationAction,
    ...builtInPolicies,
    ...builtInOperators,
  ],
});
