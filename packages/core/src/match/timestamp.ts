export { activity } from './activity.js';
export { readTimestamp } from './read-timestamp.js';
