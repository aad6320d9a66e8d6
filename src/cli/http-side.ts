import type { AddressInfo } from 'node:net';
import type { Log } from '../../activities/perform.ts';
import type { Settings } from '../../workers/config.ts';
import { createPress } from '../../workers/press.ts';
import type { EngineHealth, PartHealth } from '../api/api.ts';
import { createServer } from '../api/server.ts';
import { kinds } from '../core/index.ts';
import { type Given, type OptionSpec, optional, unavailable, wholeNumber } from './command.ts';
import { now } from './ledger-access.ts';
import type { Closing, ServiceLedger } from './service.ts';
import { sendTestMail } from './test-mail.ts';

/** Where the HTTP side listens. */
export const LISTEN_OPTIONS: readonly OptionSpec[] = [
  { flags: '--port <PORT>', about: '监听端口（默认 8080；0 表示自动选择）' },
  { flags: '--host <HOST>', about: '监听地址（默认 127.0.0.1，只有本机可访问）' },
];

/** Settings with `--port` and `--host` on top. */
export function withListening(settings: Settings, given: Given): Settings {
  const port = optional(given, 'port');
  return {
    ...settings,
    host: optional(given, 'host') ?? settings.host,
    port: port === undefined ? settings.port : wholeNumber('--port', port, 0, 65_535),
  };
}

/** Mail goes to a server, or into the outbox folder. */
export function mailHealth({ smtpUrl }: Settings): PartHealth {
  return { ok: true, state: smtpUrl === undefined ? 'outbox' : 'smtp' };
}

/** Serves the HTTP interface; the result is its address. */
export async function listen(
  settings: Settings,
  { db, ledger }: ServiceLedger,
  health: () => Promise<EngineHealth>,
  log: Log,
  closing: Closing,
): Promise<string> {
  const server = await createServer({
    db,
    ledger,
    kinds,
    now,
    settings,
    health,
    log,
    press: createPress({ db, ledger, now, dataDir: settings.dataDir }),
    sendTestMail: (to) => sendTestMail(settings, to),
  });
  closing.add(() => server.close());
  try {
    await server.listen({ host: settings.host, port: settings.port });
  } catch (error) {
    throw notListening(error, settings);
  }
  const { port } = server.server.address() as AddressInfo;
  return `http://${settings.host.includes(':') ? `[${settings.host}]` : settings.host}:${port}`;
}

function notListening(error: unknown, { host, port }: Settings): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : '';
  if (code === 'EADDRINUSE')
    return unavailable(
      'port-busy',
      `端口 ${port} 已被其他程序占用：请停止该程序，或用 --port 指定另一个端口（0 表示自动选择）。`,
    );
  if (code === 'EACCES')
    return unavailable('port-forbidden', `没有权限使用端口 ${port}：请用 --port 指定 1024 以上的端口。`);
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
    return unavailable('host-unknown', `本机没有地址 ${host}：请检查 --host。`);
  return error;
}
