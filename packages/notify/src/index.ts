export { notifyComponents } from './components.js';
export { knownSecrets } from './known-secrets.js';
export { sampleNotices } from './sample.js';
export { type Redactor, redacted, redactor } from './secrets/redactor.js';
export type { Environment } from './secrets/secret.js';
