/** What a shell says of a process that a signal has ended. */
const signalCodes = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

/** Waits for what `task` gives; a person's signals go to `on` meanwhile. `interrupted`: the code of the last of them; one that `on` says `goes on` of ends nothing. */
export async function untilSignalled<T>(
  on: (again: boolean, signal: NodeJS.Signals) => unknown,
  task: () => Promise<T>,
): Promise<{ readonly result: T; readonly interrupted: number | undefined }> {
  let interrupted: number | undefined;
  const interrupt = (signal: NodeJS.Signals) => {
    const again = interrupted !== undefined;
    if (on(again, signal) === 'goes on') return;
    interrupted = signalCodes[signal as keyof typeof signalCodes];
  };
  const names = Object.keys(signalCodes) as NodeJS.Signals[];
  for (const signal of names) process.on(signal, interrupt);
  try {
    const result = await task();
    return { result, interrupted };
  } finally {
    for (const signal of names) process.off(signal, interrupt);
  }
}
