/** Whether the end of such a file can be checked. `.bin` is a common ending of other things too; these are the ones that torch writes. */
export function isWeights(name: string): boolean {
  return (
    /\.(safetensors|pt|pth|ckpt|distcp|tar|nemo)$/.test(name) ||
    /(pytorch_model|adapter_model|training_args)[^/]*\.bin$/.test(name) ||
    isOptimizer(name)
  );
}

/** Accelerate's names of what it saves after the model and its index. */
const isOptimizer = (name: string): boolean => /(?:^|\/)(?:optimizer|scheduler)(?:_\d+)?\.bin$/.test(name);

/** What stands before its index is written. Each rank writes the state of its random numbers when it likes. */
export function isTraining(name: string): boolean {
  return isWeights(name) && !isOptimizer(name) && !/(?:^|\/)rng_state[^/]*$/.test(name);
}
