import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32 } from './train-crc32.mjs';

const FILE = 'mp_rank_00/model_optim_rng.pt';
const ENTRY = Buffer.from('archive/data.json');
const LOCAL = 30;

/** Writes the checkpoint, and names it in the tracker only after that, as Megatron-LM does. */
export function saveCheckpoint(directory, checkpoint) {
  const path = join(directory, `iter_${String(checkpoint.iteration).padStart(7, '0')}`);
  mkdirSync(join(path, 'mp_rank_00'), { recursive: true });
  writeFileSync(join(path, FILE), zip(Buffer.from(JSON.stringify(checkpoint))));
  writeFileSync(join(directory, 'latest_checkpointed_iteration.txt'), String(checkpoint.iteration));
}

export function loadCheckpoint(path) {
  const file = readFileSync(join(path, FILE));
  const start = LOCAL + file.readUInt16LE(26) + file.readUInt16LE(28);
  const data = file.subarray(start, start + file.readUInt32LE(18));
  if (crc32(data) !== file.readUInt32LE(14)) throw new Error(`${join(path, FILE)} is damaged`);
  return JSON.parse(data.toString('utf8'));
}

/** A zip archive of one stored file: the container that torch.save writes. */
function zip(data) {
  const local = Buffer.alloc(LOCAL);
  local.write('PK\x03\x04', 'latin1');
  describe(local, 4, data);
  const central = Buffer.alloc(46);
  central.write('PK\x01\x02', 'latin1');
  describe(central, 6, data);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(central.length + ENTRY.length, 12);
  end.writeUInt32LE(local.length + ENTRY.length + data.length, 16);
  return Buffer.concat([local, ENTRY, data, central, ENTRY, end]);
}

/** The fields that the local and the central header have in common, from "version needed" on. */
function describe(header, at, data) {
  header.writeUInt16LE(20, at);
  header.writeUInt32LE(crc32(data), at + 10);
  header.writeUInt32LE(data.length, at + 14);
  header.writeUInt32LE(data.length, at + 18);
  header.writeUInt16LE(ENTRY.length, at + 22);
}
