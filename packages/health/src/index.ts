export { gpuCheck } from './gpu-check.js';
export type { Limits } from './issues/facts.js';
export { type MeasureOptions, measure } from './measure.js';
export { noTransports, type Transports, transport, withLine, withLines } from './network/transport.js';
export { healthSource, type SamplerOptions } from './sampler.js';
