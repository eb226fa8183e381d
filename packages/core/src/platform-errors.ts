import type { ErrorCode } from './errors.js';

/** What went wrong at a platform, in a word that programs can rely on. */
export type PlatformErrorCode = Extract<
  ErrorCode,
  'job_not_found' | 'no_checkpoint_found' | 'permission_denied' | 'kubectl_not_configured'
>;

/** An error of a platform that somebody has to see to; its message ends with what to do. Known by its `code`. */
export abstract class PlatformError extends Error {
  /** What it is known by, over all copies of this package. */
  abstract readonly code: PlatformErrorCode;

  constructor(what: string, remedy: string, options?: ErrorOptions) {
    super(`${what} ${remedy}`, options);
  }
}

/** No job has the name. */
export class JobNotFoundError extends PlatformError {
  override readonly name = 'JobNotFoundError';
  readonly code = 'job_not_found';

  /** `where`: who was asked, such as `Ray at http://127.0.0.1:8265`. */
  constructor(
    job: string,
    where: string,
    remedy = 'List the jobs there and name one of them.',
    options?: ErrorOptions,
  ) {
    super(`No job ${job} is known to ${where}.`, remedy, options);
  }
}

/** No checkpoint is there that is complete. */
export class NoCheckpointError extends PlatformError {
  override readonly name = 'NoCheckpointError';
  readonly code = 'no_checkpoint_found';

  constructor(
    directory: string,
    remedy = 'Set checkpoint_dir to the folder that the training writes to, or allow a start from the beginning (no_checkpoint_found: start_over).',
    options?: ErrorOptions,
  ) {
    super(`No complete checkpoint is in ${directory}.`, remedy, options);
  }
}

/** The platform knows us not, or does not let us. */
export class PermissionDeniedError extends PlatformError {
  override readonly name = 'PermissionDeniedError';
  readonly code = 'permission_denied';

  /** `what`: a whole sentence of what was refused, without any secret in it. */
  constructor(what: string, remedy: string, options?: ErrorOptions) {
    super(what, remedy, options);
  }
}

/** `kubectl` is not there, or has no cluster to talk to. */
export class KubectlMissingError extends PlatformError {
  override readonly name = 'KubectlMissingError';
  readonly code = 'kubectl_not_configured';

  constructor(
    what: string,
    remedy = 'Install kubectl and see that `kubectl get pods` answers for the user that runs sigwatch, or set another prefix.',
    options?: ErrorOptions,
  ) {
    super(what, remedy, options);
  }
}

/** Of an error that went through another copy of this package, too. */
export function platformErrorCode(error: unknown): PlatformErrorCode | undefined {
  const code = error instanceof Error ? (error as { code?: unknown }).code : undefined;
  return typeof code === 'string' && Object.hasOwn(codes, code) ? (code as PlatformErrorCode) : undefined;
}

const codes: Readonly<Record<PlatformErrorCode, true>> = {
  job_not_found: true,
  no_checkpoint_found: true,
  permission_denied: true,
  kubectl_not_configured: true,
};
