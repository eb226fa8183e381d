import { found } from '../runner/process.mjs';
import { grepBytes, grepUnicode } from './grep.mjs';
import { mtail } from './mtail.mjs';
import { pythonRe } from './python.mjs';
import { ripgrepAscii, ripgrepUnicode } from './ripgrep.mjs';
import { sec } from './sec.mjs';

/** All who are asked the same patterns of the same bytes. @type {readonly import('./peer.mjs').Peer[]} */
export const peers = [ripgrepAscii, ripgrepUnicode, grepUnicode, grepBytes, mtail, sec, pythonRe];

export const installedPeers = () => peers.filter(isInstalled);

/** @param {Pick<import('./peer.mjs').Peer, 'command'>} peer */
export const isInstalled = ({ command }) => found(command) !== undefined;
