/** What a terminal can do. A cell of a notebook runs its commands in one too, shows colors, and keeps what was drawn over. */
export interface Abilities {
  readonly color: boolean;
  /** Lines can be taken back and drawn anew. */
  readonly redraw: boolean;
}

/** NO_COLOR and TERM=dumb are heeded; kernels of Jupyter and of Colab have JPY_PARENT_PID. */
export function abilitiesOf(
  out: { readonly isTTY?: boolean },
  env: Readonly<Record<string, string | undefined>>,
): Abilities {
  const understands = out.isTTY === true && env.TERM !== 'dumb';
  return {
    color: understands && (env.NO_COLOR ?? '') === '',
    redraw: understands && env.JPY_PARENT_PID === undefined,
  };
}
