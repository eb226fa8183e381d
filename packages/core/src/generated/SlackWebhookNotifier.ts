// Written by scripts/generate-types.mjs from schemas/. Do not edit.

/**
 * Posts to a Slack channel by an incoming webhook.
 */
export interface SlackWebhookNotifier {
  /**
   * What it is called where people are told of it, and by `sigwatch notify test`.
   */
  name?: string;
  /**
   * The webhook: `https://hooks.slack.com/services/…`. Better by `url_env` or `url_file`: what stands here is seen by whoever may read the file.
   */
  url?: string;
  /**
   * Variable of the environment that holds `url`; read at each sending.
   */
  url_env?: string;
  /**
   * File that holds `url`, on its first line; read at each sending.
   */
  url_file?: string;
  /**
   * One sending takes no longer than this.
   */
  timeout?: number | string;
}
