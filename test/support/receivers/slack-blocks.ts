type Value = Readonly<Record<string, unknown>>;

/**
 * What Slack finds wrong in the blocks of a message, in its words, by the limits of its reference of Block Kit; empty when
 * it takes them. Only blocks that a message of ours may have are known: any other is wrong.
 */
export function blockProblems(blocks: unknown): readonly string[] {
  if (!Array.isArray(blocks)) return ['blocks must be an array'];
  const many = blocks.length > 50 ? ['no more than 50 items allowed [json-pointer:/blocks]'] : [];
  const ids = blocks.map((block: Value) => block?.block_id).filter((id) => id !== undefined);
  const twice = new Set(ids).size < ids.length ? ['block_id already exists [json-pointer:/blocks]'] : [];
  return [...many, ...twice, ...blocks.flatMap((block: Value, index) => problemsOf(block, `/blocks/${index}`))];
}

const problemsOf = (block: Value, at: string): readonly string[] => [
  ...(block.block_id === undefined ? [] : lengthOf(block.block_id, 255, `${at}/block_id`)),
  ...(kinds[String(block.type)]?.(block, at) ?? [`unsupported type: ${block.type} [json-pointer:${at}]`]),
];

const kinds: Readonly<Record<string, (block: Value, at: string) => readonly string[]>> = {
  divider: () => [],
  header: ({ text }, at) => textOf(text, 150, `${at}/text`, ['plain_text']),
  section: ({ text, fields, accessory }, at) => [
    ...(text === undefined && fields === undefined ? [`missing required field: text [json-pointer:${at}]`] : []),
    ...(text === undefined ? [] : textOf(text, 3_000, `${at}/text`)),
    ...(fields === undefined ? [] : each(fields, 10, `${at}/fields`, (field, where) => textOf(field, 2_000, where))),
    ...(accessory === undefined ? [] : buttonOf(accessory as Value, `${at}/accessory`)),
  ],
  context: ({ elements }, at) => each(elements, 10, `${at}/elements`, (text, where) => textOf(text, 3_000, where)),
  actions: ({ elements }, at) => each(elements, 25, `${at}/elements`, (button, where) => buttonOf(button, where)),
};

function each(
  values: unknown,
  most: number,
  at: string,
  problems: (value: Value, at: string) => readonly string[],
): readonly string[] {
  if (!Array.isArray(values) || values.length === 0) return [`must have at least 1 item [json-pointer:${at}]`];
  const many = values.length > most ? [`no more than ${most} items allowed [json-pointer:${at}]`] : [];
  return [...many, ...values.flatMap((value: Value, index) => problems(value, `${at}/${index}`))];
}

function textOf(value: unknown, most: number, at: string, types = ['plain_text', 'mrkdwn']): readonly string[] {
  const { type, text } = (value ?? {}) as Value;
  if (!types.includes(String(type))) return [`must be of type ${types.join(' or ')} [json-pointer:${at}/type]`];
  return lengthOf(text, most, `${at}/text`);
}

function buttonOf({ type, text, url, action_id }: Value, at: string): readonly string[] {
  if (type !== 'button') return [`unsupported type: ${type} [json-pointer:${at}]`];
  return [
    ...textOf(text, 75, `${at}/text`, ['plain_text']),
    ...(url === undefined ? [] : lengthOf(url, 3_000, `${at}/url`)),
    ...(action_id === undefined ? [] : lengthOf(action_id, 255, `${at}/action_id`)),
  ];
}

function lengthOf(text: unknown, most: number, at: string): readonly string[] {
  if (typeof text !== 'string') return [`must be a string [json-pointer:${at}]`];
  if (text.length === 0) return [`must be more than 0 characters [json-pointer:${at}]`];
  return text.length > most ? [`must be less than ${most + 1} characters [json-pointer:${at}]`] : [];
}
