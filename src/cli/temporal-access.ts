import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Client } from '@temporalio/client';
import { loadTemporalConfig, type Settings, type TemporalConfig } from '../../workers/config.ts';
import { createClient } from '../../workers/connection.ts';
import type { Target } from '../../workers/signal.ts';
import type { PartHealth } from '../api/api.ts';
import { type Given, type Io, type OptionSpec, optional, unavailable } from './command.ts';

/** The option by which every command that touches Temporal finds its settings. */
export const TEMPORAL_OPTION: OptionSpec = {
  flags: '--temporal <FILE>',
  about: 'Temporal 设置文件（默认程序目录下的 temporal.yaml）',
};

/** The settings of `temporal.yaml`; throws SettingsError. */
export function temporalConfigFor(given: Given, io: Io): TemporalConfig {
  const file = optional(given, 'temporal') ?? fileURLToPath(new URL('../../temporal.yaml', import.meta.url));
  return loadTemporalConfig(file, io.env);
}

/** Where Temporal is, or was at its last start; undefined if the embedded one has never been started on this data folder. */
export function temporalAddress(config: TemporalConfig, settings: Settings): string | undefined {
  if (config.mode === 'external') return config.address;
  const file = path.join(settings.dataDir, 'temporal.port');
  const port = existsSync(file) ? Number.parseInt(readFileSync(file, 'utf8'), 10) : Number.NaN;
  return Number.isInteger(port) ? `127.0.0.1:${port}` : undefined;
}

/** Where Temporal is; ends the command when nobody has said so. */
export function knownAddress(config: TemporalConfig, settings: Settings): string {
  const address = temporalAddress(config, settings);
  if (address !== undefined) return address;
  throw unavailable(
    'temporal-unknown',
    '不知道 Temporal 在哪里：请在 temporal.yaml 中设 mode: external 和 address（或设 TEMPORAL_ADDRESS）；单机请直接用 duban start。',
  );
}

/** A Temporal that answers. */
export interface TemporalAccess {
  readonly client: Client;
  readonly target: Target;
  readonly address: string;
}

/** A client if Temporal answers within two seconds, else undefined; `close` in any case. */
export async function reachTemporal(
  config: TemporalConfig,
  address: string | undefined,
): Promise<TemporalAccess | undefined> {
  if (address === undefined) return undefined;
  const client = createClient({ config, address });
  try {
    await client.withDeadline(Date.now() + 2_000, () =>
      client.workflowService.describeNamespace({ namespace: config.namespace }),
    );
    return {
      client,
      address,
      target: { client, taskQueue: config.taskQueue, workflowTaskTimeout: config.workflowTaskTimeout },
    };
  } catch {
    await client.connection.close();
    return undefined;
  }
}

/** How long an answer about Temporal's health holds (ms): `/health` may be asked often. */
const HEALTH_HOLDS_MS = 3_000;

/** Asks Temporal itself whether it answers, at most once in three seconds. */
export function temporalHealth(client: Client, namespace: string): () => Promise<PartHealth> {
  let last: { readonly at: number; readonly answer: Promise<PartHealth> } | undefined;
  return () => {
    const at = performance.now();
    if (last === undefined || at - last.at > HEALTH_HOLDS_MS) last = { at, answer: ask(client, namespace) };
    return last.answer;
  };
}

async function ask(client: Client, namespace: string): Promise<PartHealth> {
  try {
    await client.withDeadline(Date.now() + 1_000, () => client.workflowService.describeNamespace({ namespace }));
    return { ok: true, state: 'running' };
  } catch {
    return { ok: false, state: 'away' };
  }
}
