import type { Json } from '@sigwatch/core';
import { type Found, isKey, isMapping, type Reader } from '../reader.js';

/** What a file tells of its job: what it is called, and where its run policy stands. */
export interface FoundJob {
  readonly job?: string;
  readonly run: Found;
}

/**
 * The run policy of a whole manifest, of the only job in a list as `kubectl get` prints it, of a `spec`, or of the file
 * that is one. Keys that are about the job alone are told of.
 */
export function findJob(reader: Reader): FoundJob {
  const root: Found = { value: reader.file.value, path: [] };
  const isRunPolicy = (key: string) => isKey(key, 'logMonitoringConfiguration') || isKey(key, 'jobMaxRetryCount');
  if (Object.keys(reader.file.value).some(isRunPolicy)) return { run: root };
  return reader.file.value.kind === 'List' ? inList(reader, root) : inManifest(reader, root);
}

function inList(reader: Reader, root: Found): FoundJob {
  const { items } = reader.keys(root, ['apiVersion', 'kind', 'metadata', 'items']);
  const all = reader.items(items);
  const jobs = all.filter(({ value }) => isMapping(value) && isJob(value.kind));
  const [only] = jobs;
  if (only !== undefined && jobs.length === 1) {
    reader.leftOut(all.filter((one) => one !== only).map(({ path }) => path));
    return inManifest(reader, only);
  }
  const remedy = 'Give the manifest of one job.';
  reader.say('nothing_to_import', root.path, `the list holds ${jobs.length} jobs of HyperPod`, remedy, 'value');
  return { run: { value: {}, path: [] } };
}

function inManifest(reader: Reader, root: Found): FoundJob {
  const top = reader.keysBeside(root, ['apiVersion', 'kind', 'metadata', 'spec', 'runPolicy']);
  if (top.kind !== undefined && !isJob(top.kind.value))
    reader.say(
      'nothing_to_import',
      top.kind.path,
      `this is a ${String(top.kind.value)}, and no HyperPodPytorchJob`,
      'Give the manifest of the job.',
      'value',
    );
  const spec = top.spec === undefined ? top : reader.keysBeside(top.spec, ['runPolicy']);
  const name = isMapping(top.metadata?.value) ? top.metadata.value.name : undefined;
  return {
    ...(typeof name === 'string' ? { job: name } : {}),
    run: spec.runPolicy ?? { value: {}, path: top.spec?.path ?? root.path },
  };
}

/** The operator's documents write both `HyperPodPyTorchJob` and `HyperPodPytorchJob`. */
const isJob = (kind: Json | undefined): boolean => typeof kind === 'string' && /^HyperPodPytorchJob$/i.test(kind);
