declare module 'picomatch' {
  interface Scan {
    readonly base: string;
    readonly glob: string;
    readonly isGlob: boolean;
  }
  interface Picomatch {
    (pattern: string, options?: { readonly dot?: boolean }): (path: string) => boolean;
    scan(pattern: string): Scan;
  }
  const picomatch: Picomatch;
  export default picomatch;
}
