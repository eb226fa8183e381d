export { type ModalConfig, type ModalSettings, modalSettings } from './settings.js';
