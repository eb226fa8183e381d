/** Waits for what others wait for too: our abort ends only our waiting. */
export async function unlessAborted<T>(begin: () => Promise<T>, abort: AbortSignal): Promise<T> {
  abort.throwIfAborted();
  let leave = () => {};
  const aborted = new Promise<never>((_, reject) => {
    leave = () => reject(abort.reason);
    abort.addEventListener('abort', leave, { once: true });
  });
  try {
    return await Promise.race([begin(), aborted]);
  } finally {
    abort.removeEventListener('abort', leave);
  }
}
