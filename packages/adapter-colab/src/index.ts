export { type ColabAdapterOptions, colabAdapter } from './colab-adapter.js';
export { driveProblem } from './drive.js';
export { runtimeStart } from './runtime-start.js';
export { colabSession, IDLE_WARNING, type Session, type SessionDeps, sessionVariables } from './session.js';
export { type ColabSettings, SESSION_HOURS, SESSION_START } from './settings.js';
