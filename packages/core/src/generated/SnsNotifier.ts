// Written by scripts/generate-types.mjs from schemas/. Do not edit.

/**
 * Publishes to a topic of AWS SNS. Wants the package `@aws-sdk/client-sns`; credentials are found as by every tool of AWS.
 */
export interface SnsNotifier {
  /**
   * What it is called where people are told of it, and by `sigwatch notify test`.
   */
  name?: string;
  /**
   * The topic, `arn:aws:sns:REGION:ACCOUNT:NAME`. With `.fifo` at its end each run is a message group.
   */
  topic_arn?: string;
  /**
   * Variable of the environment that holds `topic_arn`.
   */
  topic_arn_env?: string;
  /**
   * File that holds `topic_arn`, on its first line.
   */
  topic_arn_file?: string;
  /**
   * Region; that of the topic otherwise.
   */
  region?: string;
  /**
   * Another address than that of AWS.
   */
  endpoint?: string;
  /**
   * What the message is: the text for people, or the whole notice as JSON.
   */
  format?: 'text' | 'json';
  /**
   * One sending takes no longer than this.
   */
  timeout?: number | string;
}
