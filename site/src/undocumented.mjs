// Which public names have no docstring.
import { ReflectionKind } from 'typedoc';

/** Files of the engine that those who embed or extend it work with: each member says what it is. */
const WHOLE = /^dist\/(contract|plugin-contract|watch|errors|platform-errors|retry|pack\/pack-types|replay\/replay)\.d\.ts$/;
const MEMBERS = ReflectionKind.Property | ReflectionKind.Method | ReflectionKind.Accessor;

/** Every export of every entry, and every member of what is written for callers: a sentence for each that says nothing. */
export function undocumented(project) {
  const exported = project.children.flatMap(partsOf).filter((one) => !one.isReference());
  const members = exported.filter((one) => isWhole(project.getSymbolIdFromReflection(one))).flatMap(membersOf);
  return [...new Set([...exported, ...members].filter((one) => !isDocumented(one)))].map(
    (one) => `${placeOf(project, one)}: ${one.getFullName()} has no docstring`,
  );
}

const isWhole = ({ packageName, packagePath }) => packageName !== '@sigwatch/core' || WHOLE.test(packagePath);

/** Pages of the engine are modules within its module. */
const partsOf = (one) => (one.kindOf(ReflectionKind.Module) ? (one.children ?? []).flatMap(partsOf) : [one]);

/** Those that it declares itself; also of a type that is written as an object. */
function membersOf(one) {
  const own = one.children ?? one.type?.declaration?.children ?? [];
  return own.filter((member) => member.kindOf(MEMBERS) && !member.inheritedFrom && !member.overwrites);
}

const isDocumented = (one) =>
  one.hasComment() || [...(one.signatures ?? []), one.getSignature, one.type?.declaration?.signatures?.[0]].some((signature) => signature?.hasComment?.());

function placeOf(project, one) {
  for (let at = one; at !== undefined; at = at.parent) {
    const id = project.getSymbolIdFromReflection(at);
    if (id !== undefined) return `${id.packageName}/${id.packagePath}`.replace(/^@sigwatch\//, '').replace('/dist/', '/src/').replace('.d.ts', '.ts');
  }
  return 'packages';
}
