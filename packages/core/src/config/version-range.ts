type Version = readonly [major: number, minor: number, patch: number, before: string];

/** Whether a version is within a range: comparisons that must all hold (`>=0.1.0 <2.0.0`, `^1.2.0`, `~1.2.0`, `1.2.0`). */
export function inRange(version: string, range: string): boolean {
  const own = parse(version);
  return [...range.matchAll(/(>=|<=|>|<|=|\^|~)? *(\d+\.\d+\.\d+\S*)/g)].every(([, operator = '=', text]) =>
    holds(own, operator, parse(text as string)),
  );
}

function holds(own: Version, operator: string, than: Version): boolean {
  const order = compare(own, than);
  if (operator === '>=') return order >= 0;
  if (operator === '<=') return order <= 0;
  if (operator === '>') return order > 0;
  if (operator === '<') return order < 0;
  if (operator === '=') return order === 0;
  return order >= 0 && compare(own, firstBeyond(operator, than)) < 0;
}

/** `^` allows what leaves the first number that is not 0 as it is, `~` what leaves the second as it is. */
function firstBeyond(operator: string, [major, minor, patch]: Version): Version {
  if (operator === '~') return [major, minor + 1, 0, '0'];
  if (major > 0) return [major + 1, 0, 0, '0'];
  return minor > 0 ? [0, minor + 1, 0, '0'] : [0, 0, patch + 1, '0'];
}

function parse(text: string): Version {
  const [numbers = '', ...before] = text.split('-');
  const [major = 0, minor = 0, patch = 0] = numbers.split('.').map(Number);
  return [major, minor, patch, before.join('-')];
}

/** A version with a suffix comes before the one without. */
function compare(a: Version, b: Version): number {
  const at = a.findIndex((part, i) => part !== b[i]);
  if (at < 0) return 0;
  if (at < 3) return Number(a[at]) - Number(b[at]);
  if (a[3] === '' || b[3] === '') return a[3] === '' ? 1 : -1;
  return a[3].localeCompare(b[3], 'en', { numeric: true });
}
