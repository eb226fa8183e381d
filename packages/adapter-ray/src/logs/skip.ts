/** What follows behind the first `bytes` of them. Empty ones are left out. */
export async function* withoutFirst(chunks: AsyncIterable<Buffer>, bytes: number): AsyncGenerator<Buffer> {
  let left = bytes;
  for await (const chunk of chunks) {
    const rest = left === 0 ? chunk : chunk.subarray(left);
    left = Math.max(0, left - chunk.length);
    if (rest.length > 0) yield rest;
  }
}

/** A log that holds less than what it has told before. */
export class ShorterError extends Error {
  override readonly name = 'ShorterError';
}

/** Another log, or one that was rotated or cut. */
export function shorter(name: string, size: number, offset: number): ShorterError {
  return new ShorterError(
    `${name} is ${size} bytes long and was ${offset}: it is not the log any more that was copied, or it was cut.`,
  );
}
