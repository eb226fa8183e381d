// Written by scripts/generate-types.mjs from schemas/. Do not edit.

/**
 * Runs a command for each notice, without a shell: the notice is its standard input, as JSON.
 */
export interface CommandNotifier {
  /**
   * What it is called where people are told of it, and by `sigwatch notify test`.
   */
  name?: string;
  /**
   * argv, each entry with {name} templates: `{run_id}`, `{name}`, `{attempt}`, `{transition}`, `{state}`, `{severity}`, `{title}`, `{reason}`, `{error_type}`, `{node}`, `{step}`, `{dedup_key}`, `{reminder}`; never a shell's text.
   *
   * @minItems 1
   */
  command: [string, ...string[]];
  /**
   * Where it runs; where sigwatch runs otherwise.
   */
  cwd?: string;
  /**
   * Further environment variables.
   */
  env?: {
    [k: string]: string;
  };
  /**
   * One sending takes no longer than this.
   */
  timeout?: number | string;
}
