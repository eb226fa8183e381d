/** A definite no: nothing was started and nothing will be. */
export class RefusedError extends Error {
  readonly code = 'REFUSED';
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'RefusedError';
  }
}
