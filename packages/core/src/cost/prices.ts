import type { PriceTable } from '../generated/prices.js';

/** What a run costs by the hour, as it is kept with the run. Json. */
export interface Pricing {
  /** Type of its GPUs, as somebody has set it; `H100:8` names their number too. */
  readonly gpu?: string;
  /** How many GPUs the job has, as somebody has set it. */
  readonly count?: number;
  readonly currency: string;
  /** The day of the prices; null where there is no table of them. */
  readonly as_of: string | null;
  /** Of one GPU for an hour, by its type. */
  readonly gpus: Readonly<Record<string, { readonly per_hour: number; readonly also?: readonly string[] }>>;
}

/** What is said of the GPUs of a run. */
export interface GpuWish {
  readonly gpu?: string;
  readonly count?: number;
}

/** Without a table nothing has a price, which is then said. */
export function pricingOf(wish: GpuWish, table: PriceTable | undefined): Pricing {
  const { gpu, count } = wish;
  return {
    ...(gpu === undefined ? {} : { gpu }),
    ...(count === undefined ? {} : { count }),
    currency: table?.currency ?? 'USD',
    as_of: table?.as_of ?? null,
    gpus: Object.fromEntries(
      Object.entries(table?.gpus ?? {}).map(([name, price]) => [
        name,
        typeof price === 'number' ? { per_hour: price } : price,
      ]),
    ),
  };
}

/** The GPUs of a job: what somebody has set is worth more than what was measured. */
export interface Gpus {
  /** As the table calls it, else as it was told. */
  readonly type: string | undefined;
  readonly count: number | undefined;
  readonly per_hour: number | undefined;
}

export function gpusOf(pricing: Pricing, seen: GpuWish): Gpus {
  const [, name, counted] = /^(.*?)(?::(\d+))?$/s.exec(pricing.gpu ?? '') ?? [];
  const told = name || seen.gpu;
  const found = told === undefined ? undefined : typeIn(pricing, told);
  // Who names a type alone means one of it, unless there are more.
  const few = name ? 1 : undefined;
  return {
    type: found?.[0] ?? told,
    count: pricing.count ?? (counted === undefined ? (seen.count ?? few) : Number(counted)),
    per_hour: found?.[1].per_hour,
  };
}

function typeIn({ gpus }: Pricing, told: string) {
  const name = plain(told);
  return Object.entries(gpus).find(([type, { also = [] }]) => [type, ...also].some((one) => plain(one) === name));
}

/** `H100!` is an H100 and nothing better; makers' names and blanks are written in many ways. */
const plain = (name: string): string =>
  name
    .trim()
    .replace(/!$/, '')
    .toLowerCase()
    .replace(/^nvidia[ _-]+/, '')
    .replace(/[ _]+/g, '-');
