import { Argument, type Command } from 'commander';
import { declareVerbs } from '../declare.js';

/** Completion in shells: the script that they read, and what that asks at each Tab. */
export function describeCompletion(program: Command, exit: (code: number) => void): void {
  declareVerbs(program, exit)(
    'completion',
    'print what makes a shell complete verbs, options and names',
    'source <(sigwatch completion bash)',
    () => import('./verb.js'),
  ).addArgument(new Argument('<shell>', 'whose').choices(['bash', 'zsh', 'fish']));
  program
    .command('__complete [words...]', { hidden: true })
    .allowUnknownOption()
    .passThroughOptions()
    .helpOption(false)
    .action(async (words: string[]) => {
      const { tellCandidates } = await import('./tell.js');
      exit(tellCandidates(program, words));
    });
}
