export { sanitize } from '@sigwatch/core';
