// Written by scripts/generate-types.mjs from schemas/. Do not edit.

/**
 * Sends mail by SMTP. Wants the package `nodemailer`.
 */
export interface EmailNotifier {
  /**
   * What it is called where people are told of it, and by `sigwatch notify test`.
   */
  name?: string;
  /**
   * The server, perhaps with user and password: `smtp://USER:PASSWORD@HOST:587`, or `smtps://` where TLS comes first. Better by `url_env` or `url_file`: what stands here is seen by whoever may read the file.
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
   * The server, where no `url` is given.
   */
  host?: string;
  /**
   * Its port.
   */
  port?: number;
  /**
   * Whether TLS comes first, as on port 465. Otherwise STARTTLS is used where the server has it.
   */
  secure?: boolean;
  /**
   * Who logs in.
   */
  user?: string;
  /**
   * The password of `user`. Better by `password_env` or `password_file`: what stands here is seen by whoever may read the file.
   */
  password?: string;
  /**
   * Variable of the environment that holds `password`; read at each sending.
   */
  password_env?: string;
  /**
   * File that holds `password`, on its first line; read at each sending.
   */
  password_file?: string;
  /**
   * Whether nothing is sent without TLS. Without it: where a password is sent to another machine.
   */
  require_tls?: boolean;
  /**
   * File with the certificates (PEM) that are trusted; those of Node otherwise.
   */
  ca?: string;
  /**
   * Whether the server's certificate is verified.
   */
  verify?: boolean;
  /**
   * Who it is from: `sigwatch <sigwatch@example.com>`.
   */
  from: string;
  /**
   * Who gets it.
   *
   * @minItems 1
   */
  to: [string, ...string[]];
  /**
   * Before each subject.
   */
  subject_prefix?: string;
  /**
   * One sending takes no longer than this.
   */
  timeout?: number | string;
}
