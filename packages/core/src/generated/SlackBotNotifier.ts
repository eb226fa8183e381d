// Written by scripts/generate-types.mjs from schemas/. Do not edit.

/**
 * Posts to a Slack channel as a bot: one thread for each run, whose first message shows how the run is now. The bot needs the scope `chat:write`, and has to be in the channel.
 */
export interface SlackBotNotifier {
  /**
   * What it is called where people are told of it, and by `sigwatch notify test`.
   */
  name?: string;
  /**
   * The bot's token, `xoxb-…`. Better by `token_env` or `token_file`: what stands here is seen by whoever may read the file.
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
   * Id of the channel, `C…`: shown at the end of what Slack tells of a channel.
   */
  channel: string;
  /**
   * Whether the first message of a run is kept as the run is now.
   */
  update?: boolean;
  /**
   * Whether news that need a person are shown in the channel too, and not in the thread alone.
   */
  broadcast?: boolean;
  /**
   * Where Slack's Web API is.
   */
  api_url?: string;
  /**
   * One sending takes no longer than this.
   */
  timeout?: number | string;
}
