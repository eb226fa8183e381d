/** True for a file that is not there, as opposed to one that can't be looked at. */
export function isMissing(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  return code === 'ENOENT' || code === 'ENOTDIR';
}

/** What an error says, short enough for the middle of a sentence. */
export function sentence(error: unknown): string {
  const known = error as NodeJS.ErrnoException | undefined;
  return known?.code ?? (error instanceof Error ? error.message : String(error));
}
