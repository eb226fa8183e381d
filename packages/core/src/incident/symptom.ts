/** Tells only that something failed, such as an exit code: explained by anything. */
const ANYTHING = '*';

/** 0: a cause. 1: may be a consequence of what it lists. 2: always a consequence. */
export function symptomRank({ symptom_of }: { readonly symptom_of: readonly string[] }): 0 | 1 | 2 {
  if (symptom_of.includes(ANYTHING)) return 2;
  return symptom_of.length > 0 ? 1 : 0;
}
