import { type Ray, type RaySettings, rayClient, rayConnection, raySettings, serverNow } from '@sigwatch/adapter-ray';
import type { ComponentConfig } from '@sigwatch/core';
import { RAY } from '../platform.js';
import type { RayServer } from './ray-checks.js';

/** No dashboard that is well takes longer (ms). */
const PATIENCE = 20_000;

/** Who answers where jobs are meant to be submitted; undefined where none is meant for Ray. */
export async function rayServer(adapter: ComponentConfig, env: NodeJS.ProcessEnv): Promise<RayServer | undefined> {
  const isMeant = adapter.class_name === RAY.class_name;
  if (!isMeant && !env.RAY_ADDRESS) return undefined;
  const { class_name: _, ...config } = isMeant ? adapter : RAY;
  const connection = rayConnection(raySettings(config as Partial<RaySettings>), env);
  const ray = rayClient(connection);
  let date: string | undefined;
  const noting: Ray = async (call, abort) => {
    const answer = await ray(call, abort);
    date = answer.date;
    return answer;
  };
  const server = await serverNow(noting, AbortSignal.timeout(PATIENCE));
  const clock = Date.parse(date ?? '');
  return { address: connection.address, ...server, ...(Number.isNaN(clock) ? {} : { clock }) };
}

/** What the settings of an adapter put before commands, each once. */
export function prefixesOf({ prefix, nodes, exec }: ComponentConfig): readonly (readonly string[])[] {
  const named = [...listOf(nodes), ...listOf(exec)].map((node) => (node as { prefix?: unknown }).prefix);
  const all = [prefix, ...named].filter((one): one is string[] => Array.isArray(one));
  return [...new Map(all.map((one) => [JSON.stringify(one), one])).values()];
}

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
