import { createClient } from '../../workers/connection.ts';
import { createPoker } from '../../workers/poker.ts';
import { type CommandSpec, DATA_OPTION, type Given, type Io, type Outcome, optional } from './command.ts';
import { LISTEN_OPTIONS, listen, mailHealth, withListening } from './http-side.ts';
import { now, settingsFor } from './ledger-access.ts';
import { lineLog } from './progress.ts';
import { seed } from './seed.ts';
import { type Closing, openServiceLedger, serve } from './service.ts';
import { knownAddress, TEMPORAL_OPTION, temporalConfigFor, temporalHealth } from './temporal-access.ts';

/** `duban api`: the HTTP side alone; a `duban worker` elsewhere does what time does. */
export const api: CommandSpec = {
  name: 'api',
  summary: '只启动网页接口一侧；时间到自动发生的事由另一个进程 duban worker 负责',
  details: [
    '',
    '适用于 PostgreSQL（DUBAN_DATABASE_URL）和 Temporal 集群（temporal.yaml 中 mode: external）。Temporal 不可用时接口照常工作。',
    '日志为每行一个 JSON，写到标准错误。',
  ],
  options: [
    ...LISTEN_OPTIONS,
    DATA_OPTION,
    { flags: '--office <FILE>', about: '空库首次启动时装入的机构文件（默认示例机构）' },
    TEMPORAL_OPTION,
  ],
  run,
};

function run(given: Given, io: Io): Promise<Outcome> {
  return serve(io, async (closing) => ({ address: await bringUp(given, io, closing) }));
}

async function bringUp(given: Given, io: Io, closing: Closing): Promise<string> {
  const settings = withListening(settingsFor(given, io), given);
  const config = temporalConfigFor(given, io);
  const log = lineLog(io, now);
  const where = knownAddress(config, settings);
  const service = await openServiceLedger(settings, closing);
  const { adminPassword } = await seed(service.db, optional(given, 'office'));
  const client = createClient({ config, address: where });
  closing.add(() => client.connection.close());
  const poker = createPoker({
    client,
    ledger: service.ledger,
    taskQueue: config.taskQueue,
    workflowTaskTimeout: config.workflowTaskTimeout,
    log,
  });
  closing.add(() => poker.close());
  service.onCommit((wakes) => poker.poke(wakes));
  const temporal = temporalHealth(client, config.namespace);
  const health = async () => ({
    temporal: await temporal(),
    // The worker is another process; the age of wake rows and unfired clocks in the same answer shows whether it lives.
    worker: { ok: true, state: 'elsewhere' },
    mail: mailHealth(settings),
  });
  const address = await listen(settings, service, health, log, closing);
  if (given.options.json === true)
    io.out(JSON.stringify({ address, ...(adminPassword === undefined ? {} : { admin: 'admin', adminPassword }) }));
  else
    io.out(
      [
        `网页接口已启动：${address}`,
        ...(adminPassword === undefined
          ? []
          : [`首次启动：管理员账号 admin，一次性密码 ${adminPassword}（只显示这一次）`]),
      ].join('\n'),
    );
  return address;
}
