// Which public names have no docstring.
import { ReflectionKind } from 'typedoc';

/** Files of the engine that those who embed or extend it work with: each member says what it is. */
const WHOLE =
  /^dist\/(contract|plugin-contract|watch|errors|platform-errors|retry|pack\/pack-types|replay\/replay)\.d\.ts$/;
const MEMBERS = ReflectionKind.Property | ReflectionKind.Method | ReflectionKind.Accessor;

/**
 * A sentence for each public name that says nothing: every export of every entry, every member of what is written for
 * callers, and of what they may leave out, what holds then.
 */
export function undocumented(project) {
  const told = (one, what) => `${sourceOf(project, one)}: ${one.getFullName()} ${what}`;
  const exported = project.children.flatMap(partsOf).filter((one) => !one.isReference());
  const members = exported.filter((one) => isWhole(project.getSymbolIdFromReflection(one))).flatMap(membersOf);
  const options = members.filter(({ parent, flags }) => flags.isOptional && /Options$/.test(parent.name));
  return [
    ...[...exported, ...members].filter((one) => !isDocumented(one)).map((one) => told(one, 'has no docstring')),
    ...options
      .filter((one) => !/default|undefined:|without it/i.test(textOf(one)))
      .map((one) => told(one, 'does not say its default')),
  ];
}

const isWhole = ({ packageName, packagePath }) => packageName !== '@sigwatch/core' || WHOLE.test(packagePath);

/** Pages of the engine are modules within its module. */
const partsOf = (one) => (one.kindOf(ReflectionKind.Module) ? (one.children ?? []).flatMap(partsOf) : [one]);

/** Those that it declares itself or takes from what is not exported; what it takes from an export is told of there. */
function membersOf(one) {
  if (!one.kindOf(ReflectionKind.Interface | ReflectionKind.Class | ReflectionKind.TypeAlias)) return [];
  const own = one.children ?? one.type?.declaration?.children ?? [];
  // Every error has a name.
  const named = own.filter(({ name }) => name !== 'name' || !one.kindOf(ReflectionKind.Class));
  return named.filter((member) => member.kindOf(MEMBERS) && !(member.inheritedFrom ?? member.overwrites)?.reflection);
}

const isDocumented = (one) =>
  [one, ...(one.signatures ?? []), one.getSignature, one.type?.declaration?.signatures?.[0]].some((part) =>
    part?.hasComment(),
  );

const textOf = ({ comment }) => comment?.summary.map(({ text }) => text).join('') ?? '';

/** The file that declares it. */
function sourceOf(project, one) {
  for (let at = one; at !== undefined; at = at.parent) {
    const id = project.getSymbolIdFromReflection(at);
    if (id === undefined) continue;
    const file = id.packagePath.replace(/^dist\//, 'src/').replace('.d.ts', '.ts');
    return `packages/${id.packageName.replace('@sigwatch/', '')}/${file}`;
  }
  return 'packages';
}
