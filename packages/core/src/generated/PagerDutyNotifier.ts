// Written by scripts/generate-types.mjs from schemas/. Do not edit.

/**
 * Opens and resolves alerts of PagerDuty by its Events API v2: one for each problem of a run.
 */
export interface PagerDutyNotifier {
  /**
   * What it is called where people are told of it, and by `sigwatch notify test`.
   */
  name?: string;
  /**
   * Integration key of the service. Better by `routing_key_env` or `routing_key_file`: what stands here is seen by whoever may read the file.
   */
  routing_key?: string;
  /**
   * Variable of the environment that holds `routing_key`; read at each sending.
   */
  routing_key_env?: string;
  /**
   * File that holds `routing_key`, on its first line; read at each sending.
   */
  routing_key_file?: string;
  /**
   * Where events are sent to.
   */
  url?: string;
  /**
   * What PagerDuty calls the sender.
   */
  client?: string;
  /**
   * Where its name leads to.
   */
  client_url?: string;
  /**
   * One sending takes no longer than this.
   */
  timeout?: number | string;
}
