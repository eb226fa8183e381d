import { randomUUID } from 'node:crypto';
import { rmSync, statfsSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { StoreError } from './errors.js';

/**
 * `wal`: many readers beside one writer, but it needs memory that all of them share, so one machine only.
 * `truncate`: a rollback journal and an exclusive lock while a supervisor lives; works where files are shared by machines.
 */
export type JournalMode = 'wal' | 'truncate';

export interface JournalModeProbe {
  /** Linux' magic number of the file system that holds the directory. */
  fileSystem(directory: string): number;
  /** Whether WAL works on a scratch file there. */
  walWorks(directory: string): boolean;
}

/** `SIGWATCH_JOURNAL_MODE` when it is set, else what the directory's file system can carry. */
export function journalMode(
  directory: string,
  env: NodeJS.ProcessEnv = process.env,
  probe: JournalModeProbe = systemProbe,
): JournalMode {
  const forced = env.SIGWATCH_JOURNAL_MODE;
  if (forced === 'wal' || forced === 'truncate') return forced;
  if (forced)
    throw new StoreError('journal_mode_invalid', `SIGWATCH_JOURNAL_MODE is "${forced}": use "wal" or "truncate".`);
  if (NETWORK_FILE_SYSTEMS.has(probe.fileSystem(directory))) return 'truncate';
  return probe.walWorks(directory) ? 'wal' : 'truncate';
}

/**
 * From linux/magic.h and the vendors' headers. FUSE is among them because nobody can tell from outside whether
 * a network lies behind it (sshfs, Google Drive, object stores); where none does, `truncate` works as well.
 */
const NETWORK_FILE_SYSTEMS: ReadonlySet<number> = new Set([
  0x6969, // NFS
  0x0bd00bd0, // Lustre
  0x47504653, // GPFS
  0x19830326, // BeeGFS
  0x00c36400, // Ceph
  0xff534d42, // CIFS
  0xfe534d42, // SMB2
  0x517b, // SMB
  0x65735546, // FUSE, virtiofs
  0x01021997, // 9p
  0x5346414f, // AFS
  0x6b414653, // kAFS
  0x73757245, // Coda
  0x7461636f, // OCFS2
  0x01161970, // GFS2
  0xaad7aaea, // PanFS
  0x18031977, // Weka
  0x20030528, // OrangeFS
  0x786f4256, // VirtualBox shared folder
  0xbacbacbc, // VMware shared folder
]);

const systemProbe: JournalModeProbe = {
  fileSystem(directory) {
    try {
      // Some kernels hand the magic number out sign-extended.
      return statfsSync(directory).type >>> 0;
    } catch {
      return 0;
    }
  },
  walWorks(directory) {
    const path = join(directory, `.probe-${randomUUID()}.db`);
    let writer: Database.Database | undefined;
    let reader: Database.Database | undefined;
    try {
      writer = new Database(path);
      if (writer.pragma('journal_mode = WAL', { simple: true }) !== 'wal') return false;
      writer.exec('CREATE TABLE probe (n INTEGER); INSERT INTO probe VALUES (1)');
      reader = new Database(path, { readonly: true });
      return reader.prepare('SELECT n FROM probe').pluck().get() === 1;
    } catch {
      return false;
    } finally {
      reader?.close();
      writer?.close();
      for (const suffix of ['', '-wal', '-shm', '-journal']) rmSync(path + suffix, { force: true });
    }
  },
};
