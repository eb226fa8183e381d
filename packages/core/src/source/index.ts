export { Bell } from './bell.js';
export { type DiscoverOptions, discoverFiles } from './discover-files.js';
export { type FileSourceOptions, fileSource } from './file-source.js';
export { type FileFacts, type FileSystem, nodeFileSystem } from './file-system.js';
export { rotatedFrom } from './rotation.js';
export { streamSource } from './stream-source.js';
export { Wakes, type WatchDirectory } from './wakes.js';
