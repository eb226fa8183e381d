import { names, sanitize } from '@sigwatch/core';
import { openStore, stateDirectory } from '@sigwatch/store';
import type { Command } from 'commander';
import { ruleNames } from '../../rules.js';
import { shippedSchemas } from '../../schemas.js';
import { type Candidate, complete, type Names } from './candidates.js';

/** Answers a shell. Whatever goes wrong, nothing is completed: there is nobody to be told at a Tab. */
export function tellCandidates(program: Command, words: readonly string[]): number {
  const { candidates, paths } = complete(program, words, (kind) => {
    try {
      return namesHere(kind, words);
    } catch {
      return [];
    }
  });
  const lines = candidates.map(({ value, about }) => `${oneLine(value)}\t${oneLine(about ?? '')}`);
  process.stdout.write(`${[paths, ...lines].join('\n')}\n`);
  return 0;
}

function namesHere(kind: Names, words: readonly string[]): readonly Candidate[] {
  switch (kind) {
    case 'schemas':
      return shippedSchemas().map(({ name, summary }) => ({ value: name, about: summary }));
    case 'monitors':
      return names('monitoring', ruleNames()).map((value) => ({ value }));
    case 'policies':
      return names('restart', ruleNames()).map((value) => ({ value }));
    case 'runs': {
      const given = words[words.indexOf('--state-dir') + 1];
      const told = words.includes('--state-dir') ? given : process.env.SIGWATCH_STATE_DIR;
      using store = openStore({ directory: told || stateDirectory(), readonly: true });
      return store.list().map(({ run_id, state, step }) => ({
        value: run_id,
        about: step === undefined ? state : `${state}, step ${step}`,
      }));
    }
  }
}

const oneLine = (text: string): string => sanitize(text).replaceAll(/\s+/g, ' ');
