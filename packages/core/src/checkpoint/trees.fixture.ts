import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** Real directory trees for the tests of this folder. */
export function temporary(): string {
  return mkdtempSync(join(tmpdir(), 'sigwatch-checkpoint-'));
}

export function write(root: string, files: Readonly<Record<string, string | Buffer>>): void {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), content);
  }
}

/** A stored, single-entry zip archive: what torch.save writes, without the pickle. */
export function torchFile(content: string | Buffer = 'weights'): Buffer {
  const name = Buffer.from('archive/data.pkl');
  const data = Buffer.from(content);
  const common = Buffer.alloc(26);
  common.writeUInt32LE(data.length, 14);
  common.writeUInt32LE(data.length, 18);
  common.writeUInt16LE(name.length, 22);
  const local = Buffer.concat([Buffer.from('PK\x03\x04'), common, name, data]);
  const central = Buffer.alloc(46);
  central.write('PK\x01\x02', 'latin1');
  central.writeUInt32LE(data.length, 20);
  central.writeUInt32LE(data.length, 24);
  central.writeUInt16LE(name.length, 28);
  const directory = Buffer.concat([central, name]);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(local.length, 16);
  return Buffer.concat([local, directory, end]);
}

export function safetensors(bytes = 16): Buffer {
  const header = Buffer.from(
    JSON.stringify({
      __metadata__: { format: 'pt' },
      w: { dtype: 'F32', shape: [bytes / 4], data_offsets: [0, bytes] },
    }),
  );
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(header.length));
  return Buffer.concat([length, header, Buffer.alloc(bytes)]);
}

/** What torch.distributed.checkpoint's `.metadata` looks like to somebody who looks for names in it. */
export function metadata(...shards: string[]): Buffer {
  const parts = shards.map((name) => Buffer.concat([Buffer.from([0x58, name.length, 0, 0, 0]), Buffer.from(name)]));
  return Buffer.concat([Buffer.from([0x80, 4]), ...parts, Buffer.from('.')]);
}

/** The head of a file that torch wrote before it wrote zip archives, and some bytes of tensors. */
export function oldTorchFile(): Buffer {
  const magic = Buffer.from('80028a0a6cfc9c46f9206aa85019', 'hex');
  return Buffer.concat([magic, Buffer.from([0x2e, 0x80, 2, 0x4d, 0xe9, 3, 0x2e]), Buffer.alloc(64)]);
}

/** A tar archive of one entry. */
export function tarFile(content = 'weights', type = '0', length = content.length): Buffer {
  const header = Buffer.alloc(512);
  header.write('pickle', 0, 'latin1');
  header.write('0000644\0', 100, 'latin1');
  header.write(`${length.toString(8).padStart(11, '0')}\0`, 124, 'latin1');
  header.fill(0x20, 148, 156);
  header.write(type, 156, 'latin1');
  header.write('ustar\x0000', 257, 'latin1');
  const sum = header.reduce((all, byte) => all + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  const data = Buffer.alloc(512);
  data.write(content, 'latin1');
  return Buffer.concat([header, data, Buffer.alloc(1024)]);
}
