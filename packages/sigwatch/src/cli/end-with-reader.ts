/** `sigwatch … | head`, or a terminal that was closed (EIO): nobody reads on. What supervises takes care of that itself, and goes on. */
export function endWithReader(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE' && error.code !== 'EIO') throw error;
  if (process.stdout.listenerCount('error') === 1) process.exit();
}
