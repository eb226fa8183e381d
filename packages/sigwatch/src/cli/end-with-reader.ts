/** `sigwatch … | head`: nobody reads on. What supervises takes care of that itself, and goes on. */
export function endWithReader(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
  if (process.stdout.listenerCount('error') === 1) process.exit();
}
