import { closeSync, openSync, readdirSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { checkpointName } from '@sigwatch/core';

export interface SurveyedFile {
  /** From the directory, with `/`. */
  readonly path: string;
  readonly size: number;
  readonly mtime: number;
}

export interface SurveyedCheckpoint {
  /** From the directory, with `/`. */
  readonly path: string;
  /** Undefined where the name tells none. */
  readonly step?: number;
}

/** What a directory holds, as far as one can see at a glance. */
export interface Survey {
  readonly directory: string;
  readonly files: readonly SurveyedFile[];
  /** Single checkpoints: folders, which are not looked into, and files. */
  readonly checkpoints: readonly SurveyedCheckpoint[];
  /** The beginning of a file; empty when it cannot be read. */
  head(path: string): string;
}

const DEEPEST = 4;
const MOST = 5_000;
const HEAD = 64 * 1024;
const PASSED_OVER: ReadonlySet<string> = new Set(['node_modules', '__pycache__', 'venv', 'site-packages', 'wandb']);

/** Looks at a directory, the nearest files first; links are not followed. */
export function surveyOf(directory: string): Survey {
  const files: SurveyedFile[] = [];
  const checkpoints: SurveyedCheckpoint[] = [];
  let seen = 0;
  let level = [''];
  for (let depth = 0; depth <= DEEPEST && level.length > 0; depth++) {
    const below: string[] = [];
    for (const folder of level) {
      const entries = entriesOf(join(directory, folder));
      if (isRecord(entries.map(({ name }) => name))) continue;
      for (const entry of entries) {
        if (++seen > MOST) break;
        const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
        const checkpoint = checkpointName(entry.name, entry.isDirectory() ? 'folder' : 'file');
        if (checkpoint !== undefined && (entry.isDirectory() || entry.isFile()))
          checkpoints.push({ path, ...checkpoint });
        if (entry.isDirectory()) {
          if (checkpoint === undefined && !entry.name.startsWith('.') && !PASSED_OVER.has(entry.name)) below.push(path);
        } else if (entry.isFile()) {
          const stat = statSync(join(directory, path), { throwIfNoEntry: false });
          if (stat) files.push({ path, size: stat.size, mtime: stat.mtimeMs });
        }
      }
    }
    level = below;
  }
  return { directory, files, checkpoints, head: (path) => headOf(join(directory, path)) };
}

/** What sigwatch keeps of a run is no log of one. */
const isRecord = (names: readonly string[]) => names.includes('summary.json') && names.includes('events.jsonl');

function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch {
    return [];
  }
}

function headOf(path: string): string {
  try {
    const file = openSync(path, 'r');
    try {
      const buffer = Buffer.alloc(HEAD);
      return buffer.toString('utf8', 0, readSync(file, buffer, 0, HEAD, 0));
    } finally {
      closeSync(file);
    }
  } catch {
    return '';
  }
}
