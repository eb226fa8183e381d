export { type ModalConfig, type ModalSettings, modalSettings } from './settings.js';
export { getFromVolume, listVolume, readListing, type VolumeEntry, VolumeError } from './volume/volume.js';
