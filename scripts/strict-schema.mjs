/** In schemas/, for editors, a value may also be `${…}`. The strict schema, for what interpolation comes to, has the value alone. */
export function strictSchema(node) {
  if (Array.isArray(node)) return node.map(strictSchema);
  if (node === null || typeof node !== 'object') return node;
  const entries = Object.entries(node).flatMap(([key, value]) => {
    // A component's own settings are checked when its class is known: plugins have others than those of schemas/.
    if (key === 'allOf' && value.every(isComponent)) return [];
    if (key === 'definitions') return [[key, strictSchema(withoutInterpolation(value))]];
    if (key !== 'anyOf' || !value.some(isInterpolation)) return [[key, strictSchema(value)]];
    return value.filter((branch) => !isInterpolation(branch)).flatMap((branch) => Object.entries(strictSchema(branch)));
  });
  return Object.fromEntries(entries);
}

const isInterpolation = ({ $ref }) => $ref?.endsWith('#/definitions/interpolation');
const isComponent = ({ then }) => then?.$ref?.startsWith('components/');
const withoutInterpolation = ({ interpolation: _, ...definitions }) => definitions;
