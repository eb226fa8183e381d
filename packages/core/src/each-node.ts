import type { Deps, Millis } from './contract.js';
import { systemDeps } from './deps.js';

/** So many begin at once: nobody wants a thousand processes. */
const AT_ONCE = 8;
/** Who takes longer (ms) is waited for, and holds up nobody else. */
const PATIENCE: Millis = 2_000;

/**
 * Calls each node, and tells what they answered, in their order. Nodes that hang do not keep those behind them waiting:
 * after a moment the next one is called beside them. Rejects as the first call does.
 */
export async function eachNode<T, R>(
  nodes: readonly T[],
  call: (node: T) => Promise<R>,
  deps: Deps = systemDeps,
): Promise<R[]> {
  const answers: Promise<R>[] = [];
  const worker = async (): Promise<void> => {
    while (answers.length < nodes.length) {
      const answer = call(nodes[answers.length] as T);
      answers.push(answer);
      await endedOrSlow(answer, deps);
    }
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, nodes.length) }, worker));
  return Promise.all(answers);
}

function endedOrSlow(answer: Promise<unknown>, deps: Deps): Promise<void> {
  return new Promise((resolve) => {
    const cancel = deps.schedule(deps.now() + PATIENCE, resolve);
    const end = () => {
      cancel();
      resolve();
    };
    answer.then(end, end);
  });
}
