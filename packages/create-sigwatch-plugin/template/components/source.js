import { open } from 'node:fs/promises';
import { bytesSource, defineComponent } from 'sigwatch';

/** Lines from elsewhere: say where the bytes are, and `bytesSource` makes whole lines and places to go on from of them. */
export const source = defineComponent({
  kind: 'source',
  class_name: '__Name__Source',
  summary: 'Reads a file beside the log of the job.',
  config: {
    type: 'object',
    additionalProperties: false,
    required: ['file'],
    properties: {
      file: { type: 'string', minLength: 1, description: 'A file that only grows.' },
      once: { type: 'boolean', default: false, description: 'Nothing is added to it any more.' },
    },
  },
  create: ({ file, once }, deps) =>
    bytesSource({ id: file, read: (offset, length) => readAt(file, offset, length), ended: () => once === true }, deps),
});

async function readAt(file, offset, length) {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, offset);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}
