export { dashboardAddress, isLoopback } from './address.js';
export { type Answer, type Call, type Ray, rayClient } from './client.js';
export { type Connection, rayConnection } from './connection.js';
export { type RayLogs, type RayLogsOptions, rayLogs } from './logs/job-logs.js';
export { Looks, type LooksOptions } from './looks.js';
export { type RayAdapterOptions, rayAdapter } from './ray-adapter.js';
export { type RaySettings, raySettings } from './settings.js';
export { type Server, serverNow } from './version.js';
