import type { ComponentConfig, Json } from '../../contract.js';

/** Paths of code that a platform uploads, in Ray's words, meant from the folder of the file. Packages with a scheme are the cluster's affair. */
export function withCode(adapter: ComponentConfig, at: (path: string) => string): ComponentConfig {
  const { runtime_env } = adapter;
  if (typeof runtime_env !== 'object' || runtime_env === null || Array.isArray(runtime_env)) return adapter;
  const { working_dir, py_modules } = runtime_env as Readonly<Record<string, Json>>;
  const placed = (said: Json): Json => (typeof said === 'string' && isHere(said) ? at(said) : said);
  return {
    ...adapter,
    runtime_env: {
      ...runtime_env,
      ...(working_dir === undefined ? {} : { working_dir: placed(working_dir) }),
      ...(Array.isArray(py_modules) ? { py_modules: py_modules.map(placed) } : {}),
    },
  };
}

/** Whether it is a path that something stands before; `~` is the home of whoever submits. */
const isHere = (said: string): boolean => said !== '' && !/^[a-z][a-z0-9+.-]*:\/\/|^~(?:\/|$)/i.test(said);
