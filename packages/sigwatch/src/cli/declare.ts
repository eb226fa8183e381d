import type { Command } from 'commander';

type Verb = (args: readonly string[], options: Readonly<Record<string, unknown>>) => Promise<number>;

/** Declares verbs below a command: each has an example in its help, and is loaded only when it is called. */
export function declareVerbs(parent: Command, exit: (code: number) => void) {
  const before = parent.parent === null ? 'sigwatch' : `sigwatch ${parent.name()}`;
  return (name: string, description: string, example: string, load: () => Promise<{ verb: Verb }>): Command => {
    const command = parent.command(name).description(description).addHelpText('after', `\nExample:\n  ${example}\n`);
    command.exitOverride().showHelpAfterError(`(${before} ${name} --help shows how)`);
    return command.action(async (...given: unknown[]) => {
      const args = (given.slice(0, -2) as (string | string[])[]).flat();
      exit(await (await load()).verb(args, command.opts()));
    });
  };
}
