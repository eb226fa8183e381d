export { activity } from './activity.js';
export { readTimestamp, type Timestamp } from './read-timestamp.js';
