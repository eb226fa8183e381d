const DIMENSIONS = 8;
const BATCH = 16;
const LEARNING_RATE = 0.02;
const TRUTH = Array.from({ length: DIMENSIONS }, (_, i) => (i % 2 ? -1 : 1) * (1 + i / 4));

/** Fits `y = truth · x + noise` by stochastic gradient descent. All of its state goes through `save` and `restore`. */
export function createModel({ seed }) {
  let weights = new Array(DIMENSIONS).fill(0);
  let generator = seed >>> 0;

  // mulberry32: the state is one number, so that a checkpoint holds the data's order too.
  const random = () => {
    generator = (generator + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(generator ^ (generator >>> 15), generator | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const dot = (a, b) => a.reduce((sum, value, i) => sum + value * b[i], 0);

  return {
    batchSize: BATCH,
    step() {
      let loss = 0;
      const gradient = new Array(DIMENSIONS).fill(0);
      for (let sample = 0; sample < BATCH; sample++) {
        const x = Array.from({ length: DIMENSIONS }, normal);
        const error = dot(weights, x) - (dot(TRUTH, x) + 0.1 * normal());
        loss += error ** 2 / BATCH;
        for (let i = 0; i < DIMENSIONS; i++) gradient[i] += (2 * error * x[i]) / BATCH;
      }
      weights = weights.map((weight, i) => weight - LEARNING_RATE * gradient[i]);
      return { loss, gradNorm: Math.sqrt(dot(gradient, gradient)), learningRate: LEARNING_RATE };
    },
    save: () => ({ weights, generator }),
    restore(saved) {
      weights = saved.weights;
      generator = saved.generator;
    },
  };
}
