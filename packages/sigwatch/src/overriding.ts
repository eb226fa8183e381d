import type { JobAdapter } from '@sigwatch/core';

/** The same adapter, but for what is given. An adapter may be a class with fields of its own: those stay its own. */
export function overriding(adapter: JobAdapter, own: Partial<JobAdapter>): JobAdapter {
  return new Proxy(adapter, {
    get(target, key) {
      if (Object.hasOwn(own, key)) return Reflect.get(own, key);
      const value: unknown = Reflect.get(target, key, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}
