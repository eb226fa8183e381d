export { Looks, type LooksOptions } from './apps/looks.js';
export { type Answer, type Call, type Modal, modalClient } from './client/modal.js';
export { clientVersion, OLDEST_CLIENT, tooOld } from './client/version.js';
export { type ModalLogs, type ModalLogsOptions, modalLogs } from './logs/job-logs.js';
export { type ModalAdapterOptions, modalAdapter } from './modal-adapter.js';
export { pruneApps } from './prune.js';
export { type ModalConfig, type ModalSettings, modalSettings } from './settings.js';
export { getFromVolume, listVolume, readListing, type VolumeEntry, VolumeError } from './volume/volume.js';
