/** Hands out names of rules, each once: signs that can't stand in one become `_`. */
export class RuleNames {
  readonly #taken = new Set<string>();

  take(wanted: string): string {
    const safe = wanted.trim().replaceAll(/[^A-Za-z0-9_.-]+/g, '_');
    const base = /^[A-Za-z_]/.test(safe) ? safe : `_${safe}`;
    let name = base;
    for (let i = 2; this.#taken.has(name); i++) name = `${base}_${i}`;
    this.#taken.add(name);
    return name;
  }
}

/** The name of a pack, and so of its folder. */
export function packName(text: string): string {
  const safe = text
    .toLowerCase()
    .replaceAll(/[^a-z0-9_-]+/g, '-')
    .replaceAll(/^[^a-z]+|-+$/g, '');
  return safe === '' ? 'imported' : safe;
}
