// Written by scripts/generate-types.mjs from packages/core/assembly. Do not edit.
/** A WebAssembly module with SIMD that imports its memory as `env.memory`; base64. */
export const scannerModule =
  'AGFzbQEAAAABBwFgAn9/AX8CEgEDZW52Bm1lbW9yeQIBAYCABAMCAQAHDgEKY291bnRMaW5lcwAACmEBXwECfwNAIABBEGoiAiABTQRAIAMg' +
  'AP0ABAD9DAoKCgoKCgoKCgoKCgoKCgr9I/1kaWohAyACIQAMAQsLA0AgACABSQRAIAMgAC0AAEEKRmohAyAAQQFqIQAMAQsLIAML';
