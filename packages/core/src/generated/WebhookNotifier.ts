// Written by scripts/generate-types.mjs from schemas/. Do not edit.

/**
 * Posts JSON to any address: a CloudEvents 1.0 envelope, signed in the way of Standard Webhooks.
 */
export interface WebhookNotifier {
  /**
   * What it is called where people are told of it, and by `sigwatch notify test`.
   */
  name?: string;
  /**
   * Where it is posted to. Better by `url_env` or `url_file`: what stands here is seen by whoever may read the file.
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
   * Signs each message: `whsec_` and a key in base64, or any text. Better by `secret_env` or `secret_file`: what stands here is seen by whoever may read the file.
   */
  secret?: string;
  /**
   * Variable of the environment that holds `secret`; read at each sending.
   */
  secret_env?: string;
  /**
   * File that holds `secret`, on its first line; read at each sending.
   */
  secret_file?: string;
  /**
   * Sent as `Authorization: Bearer …`. Better by `token_env` or `token_file`: what stands here is seen by whoever may read the file.
   */
  token?: string;
  /**
   * Variable of the environment that holds `token`; read at each sending.
   */
  token_env?: string;
  /**
   * File that holds `token`, on its first line; read at each sending.
   */
  token_file?: string;
  /**
   * Another header in which the token is sent, as it is.
   */
  token_header?: string;
  /**
   * Further headers, with nothing secret in them.
   */
  headers?: {
    [k: string]: string;
  };
  /**
   * `source` of the envelope.
   */
  source?: string;
  /**
   * One sending takes no longer than this.
   */
  timeout?: number | string;
}
