import type { ActionComponent } from './component.js';
import { executionAction } from './execution.js';
import { errorNoteAction } from './note.js';
import { restartAction } from './restart.js';
import { terminationAction } from './termination.js';

/** The actions that come with the engine. They are components like any plugin's. */
export const builtInActions: readonly ActionComponent[] = [
  errorNoteAction,
  executionAction,
  restartAction,
  terminationAction,
];
