export { activity, type Timed } from './activity.js';
export { readTimestamp, type Timestamp } from './read-timestamp.js';
