import fc from 'fast-check';
import { expect, it } from 'vitest';
import { PLAIN_COLUMNS } from './commands.js';
import { busIn, isSameBus, readGpus } from './read-gpus.js';
import * as smi from './smi.fixture.js';

it('reads every number of GPUs that work', () => {
  const { gpus, error } = readGpus(smi.eightBusy, 0);
  expect(error).toBeUndefined();
  expect(gpus).toHaveLength(8);
  expect(gpus[1]).toEqual({
    index: 1,
    uuid: 'GPU-5e6c3a10-0000-4b1e-9f00-000000000001',
    bus: '00000000:2B:00.0',
    name: 'NVIDIA H100 80GB HBM3',
    utilization: 96,
    memory_used: 70112,
    memory_total: 81559,
    temperature: 51,
    ecc_uncorrected: 0,
  });
});

it('what a card does not have is not known, and no fault', () => {
  const { gpus, error } = readGpus(smi.consumerCard, 0);
  expect(error).toBeUndefined();
  expect(gpus[0]).toMatchObject({ utilization: 0, ecc_uncorrected: null });
  expect(gpus[0]).not.toHaveProperty('problem');
});

it('of a GPU that is cut into instances the load is not known, whatever the driver writes there', () => {
  expect(readGpus(smi.mig, 0).gpus[0]).toMatchObject({ utilization: null, mig: true, memory_used: 19461 });
  expect(readGpus(smi.mig.replace('[N/A], 19461', '0, 19461'), 0).gpus[0]).toMatchObject({ utilization: null });
});

it('a GPU that wants a reset, and one that has no answer, stand beside those that work', () => {
  const { gpus } = readGpus(smi.needsReset, 0);
  expect(gpus.map(({ problem, utilization }) => problem ?? utilization)).toEqual([97, 96, 'needs_reset']);
  expect(readGpus(smi.unknownErrors, 0).gpus[0]).toMatchObject({ problem: 'failed', utilization: null });
});

it.each([
  [smi.lost, '0000:02:00.0'],
  [smi.unknownHandle, '0000:07:00.0'],
  ['Unable to determine the device handle for GPU2: 0000:AA:00.0: Unknown Error\n', '0000:AA:00.0'],
])('a GPU that fell off the bus is one that is lost: %s', (output, bus) => {
  const { gpus, error } = readGpus(output, 15);
  expect(gpus).toMatchObject([{ bus, problem: 'lost', utilization: null, index: null }]);
  expect(error).toBe(output.trim());
});

it('a lost GPU beside seven that answer', () => {
  const { gpus } = readGpus(smi.eightBusy.split('\n').slice(1).join('\n') + smi.lost, 15);
  expect(gpus).toHaveLength(8);
  expect(gpus.filter(({ problem }) => problem === 'lost')).toHaveLength(1);
});

it('tells no devices from no driver, no program and no time', () => {
  expect(readGpus(smi.noDevices, 6)).toEqual({ gpus: [], none: true });
  expect(readGpus(smi.noDriver, 9)).toEqual({ gpus: [], error: smi.noDriver.trim() });
  expect(readGpus('sh: 1: nvidia-smi: not found\n', 127).error).toContain('not found');
  expect(readGpus('', undefined)).toEqual({ gpus: [], error: 'it did not end in time' });
  expect(readGpus('', 1)).toEqual({ gpus: [], error: 'it ended with exit code 1 and said nothing' });
  expect(readGpus('', 0).error).toBeDefined();
});

it('a warning beside the rows is no failure', () => {
  expect(readGpus(smi.infoRom, 0)).toMatchObject({ gpus: { length: 8 } });
  expect(readGpus(smi.infoRom, 0).error).toBeUndefined();
});

it('rows of an older driver have fewer columns', () => {
  const row = '0, GPU-cccccccc-1, Tesla K80, 00000000:00:1E.0, 12, 100, 11441, 40\n';
  expect(readGpus(row, 0, PLAIN_COLUMNS).gpus).toMatchObject([{ utilization: 12, ecc_uncorrected: null }]);
});

it('no output makes it throw, and a share is never out of its bounds', () => {
  const cell = fc.oneof(fc.string(), fc.constantFrom('0', '101', '-1', 'nan', '[N/A]', '[Unknown Error]', '1e3'));
  const lines = fc
    .array(fc.array(cell, { maxLength: 12 }).map((cells) => cells.join(', ')))
    .map((all) => all.join('\n'));
  fc.assert(
    fc.property(lines, fc.option(fc.integer(), { nil: undefined }), (output, code) => {
      for (const { utilization } of readGpus(output, code).gpus)
        expect(utilization === null || (utilization >= 0 && utilization <= 100)).toBe(true);
    }),
  );
});

it('addresses are one, however they are written', () => {
  expect(isSameBus('00000000:3B:00.0', '0000:3b:00')).toBe(true);
  expect(isSameBus('00000000:3B:00.0', '0000:3c:00')).toBe(false);
  expect(busIn('device handle for GPU0000:07:00.0: Unknown')).toBe('0000:07:00.0');
  expect(busIn('no address: here')).toBeUndefined();
});
