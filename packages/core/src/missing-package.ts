import type { ErrorCode } from './errors.js';

/** A package that only some need can't be loaded; its message ends with how to install it. */
export class MissingPackageError extends Error {
  override readonly name = 'MissingPackageError';
  readonly code: ErrorCode = 'package_missing';

  /** `use`: what the package is needed for, as in `Mail`. `why`: what is wrong with one that is there. */
  constructor(
    readonly package_name: string,
    use: string,
    why?: string,
    options?: ErrorOptions,
  ) {
    const fault = why === undefined ? 'which is not installed' : `which can't be loaded: ${why}`;
    super(
      `${use} needs the package ${package_name}, ${fault}. Run npm install ${package_name} beside sigwatch.`,
      options,
    );
  }
}

/**
 * What `load` imports, of a package that is an optional peer: `load` names it literally, so that its types are known. Rejects with a
 * MissingPackageError that says whether it is not there, or broken.
 */
export async function optionalPackage<T>(name: string, use: string, load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (error) {
    throw new MissingPackageError(name, use, isAbsent(error, name) ? undefined : firstLine(error), { cause: error });
  }
}

/** The package itself, and not one that it needs: Node names it in quotes, both in `import` and in `require`. */
function isAbsent(error: unknown, name: string): boolean {
  const { code, message = '' } = (error ?? {}) as NodeJS.ErrnoException;
  return (code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND') && message.includes(`'${name}'`);
}

const firstLine = (error: unknown): string =>
  String((error as Error | undefined)?.message ?? error).split('\n')[0] ?? '';
