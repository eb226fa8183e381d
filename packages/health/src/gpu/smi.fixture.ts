/**
 * Outputs of nvidia-smi. Recorded ones name where they were seen; the others are constructed in its form, for states that
 * no machine at hand has.
 */
export const eightBusy = Array.from(
  { length: 8 },
  (_, i) =>
    `${i}, GPU-5e6c3a10-0000-4b1e-9f00-00000000000${i}, NVIDIA H100 80GB HBM3, 00000000:${(0x1b + 0x10 * i).toString(16).toUpperCase()}:00.0, ${97 - i}, 70112, 81559, ${50 + i}, 0, Disabled\n`,
).join('');

/** Constructed: a card without ECC and MIG, as drivers of 470 and 535 write it. */
export const consumerCard =
  '0, GPU-0f3c2b1a-1111-2222-3333-444444444444, NVIDIA GeForce RTX 3090, 00000000:01:00.0, 0, 11, 24576, 31, [N/A], [N/A]\n';

/** Constructed: MIG; utilisation is not told of it. */
export const mig =
  '0, GPU-aaaaaaaa-1111-2222-3333-444444444444, NVIDIA A100-SXM4-40GB, 00000000:07:00.0, [N/A], 19461, 40960, 33, 0, Enabled\n';

/** Constructed, as drivers from 535 on write a GPU that wants a reset; the others answer. */
export const needsReset = `${eightBusy.split('\n').slice(0, 2).join('\n')}
2, [GPU requires reset], NVIDIA H100 80GB HBM3, 00000000:3B:00.0, [GPU requires reset], [GPU requires reset], [GPU requires reset], [GPU requires reset], [GPU requires reset], [GPU requires reset]
`;

export const unknownErrors = `0, GPU-bbbbbbbb-1111-2222-3333-444444444444, Tesla V100-SXM2-32GB, 00000000:15:00.0, [Unknown Error], [Unknown Error], [Unknown Error], [Unknown Error], [Unknown Error], [N/A]
`;

/** Recorded: github.com/JosephKJ/OWOD issue 81. */
export const lost =
  'Unable to determine the device handle for GPU 0000:02:00.0: GPU is lost. Reboot the system to recover this GPU\n';

/** Recorded: github.com/pdbear/syno_nvidia_gpu_driver issue 22; a newer driver leaves the blank out. */
export const unknownHandle = 'Unable to determine the device handle for GPU0000:07:00.0: Unknown Error\n';

export const noDevices = 'No devices were found\n';

/** Recorded wording of the driver that is not loaded. */
export const noDriver =
  "NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver. Make sure that the latest NVIDIA driver is installed and running.\n\n";

export const oldDriver = 'Field "mig.mode.current" is not a valid field to query.\n\n';

export const infoRom = `${eightBusy}WARNING: infoROM is corrupted at gpu 0000:1B:00.0\n`;
