// @ts-nocheck: plain JavaScript, as what stands in scripts/.
/**
 * The anchor of a heading as GitHub makes it: small letters, `-` for each space, and of all else only letters, digits,
 * `-` and `_`. The pages on GitHub and those of the site are linked by the same anchors.
 */
export const slug = (heading) =>
  heading
    .trim()
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{M}\p{N}\p{Pc} -]/gu, '')
    .replaceAll(' ', '-');

/** Gives each heading of a page, in their order, an anchor of its own: `same`, `same-1`, `same-2`. */
export function slugger() {
  const taken = new Set();
  return (heading) => {
    const first = slug(heading);
    let own = first;
    for (let count = 1; taken.has(own); count += 1) own = `${first}-${count}`;
    taken.add(own);
    return own;
  };
}
