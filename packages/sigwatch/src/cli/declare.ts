import type { Command } from 'commander';
import { config, manner } from './options.js';

type Options = Readonly<Record<string, unknown>>;
type Verb = (args: readonly string[], options: Options) => Promise<number>;

/** Declares verbs below a command: each has an example in its help, and is loaded only when it is called. */
export function declareVerbs(parent: Command, exit: (code: number) => void) {
  const before = parent.parent === null ? 'sigwatch' : `sigwatch ${parent.name()}`;
  return (name: string, description: string, example: string, load: () => Promise<{ verb: Verb }>): Command => {
    const command = parent.command(name).description(description).addHelpText('after', `\nExample:\n  ${example}\n`);
    command.exitOverride().showHelpAfterError(`(${before} ${name} --help shows how)`);
    return command.action(async (...given: unknown[]) => {
      const args = (given.slice(0, -2) as (string | string[])[]).flat();
      const options = await withSettings(command);
      exit(await (await load()).verb(args, options));
    });
  };
}

/** In the list of verbs, without `[options]`: all have some, and what the verbs do has more room so. */
export const withArguments = (command: Command): string =>
  `${command.name()} ${command.usage().replace('[options]', '').replace('[command]', '')}`
    .replaceAll(/ +/g, ' ')
    .trim();

/** Gives the program and all its verbs the options of how they print, last in their help. What is hidden is no verb. */
export function addManner(command: Command): void {
  if (command.name().startsWith('_')) return;
  for (const below of command.commands) addManner(below);
  // Before the verb they mean the same: behind-verb.ts.
  if (command.commands.length === 0 || command.parent === null) for (const option of manner) command.addOption(option);
}

/** Options and, for a verb that takes a file of settings, what comes of them all. */
async function withSettings(command: Command): Promise<Options> {
  const options = command.opts();
  if (!command.options.includes(config[0])) return options;
  const { resolveFor } = await import('./settings-of.js');
  return { ...options, settings: await resolveFor(options, { rules: takesRules(command) }) };
}

export function takesRules(command: Command): boolean {
  return command.options.some(({ long }) => long === '--monitor' || long === '--restart');
}
