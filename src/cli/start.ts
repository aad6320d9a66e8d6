import type { Settings } from '../../workers/config.ts';
import type { DurableSide } from '../../workers/main.ts';
import { rebuild as pokeAll } from '../../workers/reconcile.ts';
import type { EngineHealth } from '../api/api.ts';
import { type CommandSpec, DATA_OPTION, type Given, has, type Io, type Outcome, optional } from './command.ts';
import { startEngine } from './engine-side.ts';
import { LISTEN_OPTIONS, listen, mailHealth, withListening } from './http-side.ts';
import { now, settingsFor } from './ledger-access.ts';
import { progressFor, quietLog } from './progress.ts';
import { type DemoLoaded, loadDemo, type Seeded, seed } from './seed.ts';
import { type Closing, openServiceLedger, ownDataFolder, quietSdk, serve, startTemporal } from './service.ts';
import { TEMPORAL_OPTION, temporalConfigFor, temporalHealth } from './temporal-access.ts';
import { webForStart } from './web-build.ts';

/** `duban start`: everything in one process. */
export const start: CommandSpec = {
  name: 'start',
  summary: '启动全部服务：台账、Temporal、催办和升级、邮件、网页接口',
  details: [
    '',
    '首次启动会建立数据目录、装入默认规则集、日历和示例机构，并显示管理员的一次性密码。',
    '按 Ctrl-C 停止；再次启动从停下的地方继续，停机期间到期的事项立即补记。',
  ],
  options: [
    ...LISTEN_OPTIONS,
    DATA_OPTION,
    { flags: '--demo', about: '在空的台账中装入三个月的演示案件（不发送任何通知）' },
    { flags: '--office <FILE>', about: '首次启动时装入的机构文件（默认示例机构）' },
    TEMPORAL_OPTION,
  ],
  examples: ['duban start', 'duban start --demo --data ./demo --port 8090'],
  run,
};

function run(given: Given, io: Io): Promise<Outcome> {
  return serve(
    io,
    async (closing) => ({ address: await bringUp(given, io, closing) }),
    () => {
      if (given.options.json !== true) io.out('正在停止……');
    },
  );
}

async function bringUp(given: Given, io: Io, closing: Closing): Promise<string> {
  const settings = withListening(settingsFor(given, io), given);
  const config = temporalConfigFor(given, io);
  const progress = progressFor(io);
  const log = quietLog(io, now);
  ownDataFolder(settings, closing);
  const web = webForStart(progress);
  progress('正在打开台账……');
  const service = await openServiceLedger(settings, closing);
  const seeded = await seed(service.db, optional(given, 'office'));
  const demo = has(given, 'demo') ? await loadDemo(service.db) : undefined;
  progress('正在启动 Temporal……');
  quietSdk();
  const temporal = await startTemporal(config, settings, log, progress, closing);
  const side = startEngine(service, { settings, config, address: temporal.address, log }, closing);
  await side.ready;
  if (temporal.empty)
    await pokeAll({
      target: { client: side.client, taskQueue: config.taskQueue, workflowTaskTimeout: config.workflowTaskTimeout },
      ledger: service.ledger,
      log,
    });
  await web;
  const address = await listen(settings, service, healthOf(side, config.namespace, settings), log, closing);
  announce(io, given, address, settings.dataDir, seeded, demo);
  return address;
}

/** The parts that the ledger knows nothing of. */
function healthOf(side: DurableSide, namespace: string, settings: Settings): () => Promise<EngineHealth> {
  const temporal = temporalHealth(side.client, namespace);
  return async () => {
    const status = side.status();
    return {
      temporal: await temporal(),
      worker: { ok: status === 'running', state: status },
      mail: mailHealth(settings),
    };
  };
}

function announce(
  io: Io,
  given: Given,
  address: string,
  dataDir: string,
  { adminPassword, office }: Seeded,
  demo: DemoLoaded | undefined,
): void {
  if (given.options.json === true) {
    io.out(
      JSON.stringify({
        address,
        dataDir,
        ...(adminPassword === undefined ? {} : { admin: 'admin', adminPassword }),
        ...(demo === undefined ? {} : { demo }),
      }),
    );
    return;
  }
  const lines = [
    `督办已启动：${address}`,
    `接口文档：${address}/docs　数据目录：${dataDir}`,
    ...(office === undefined ? [] : [`已装入机构：${office}`]),
    ...(demo === undefined ? [] : [`已装入演示案件：${demo.cases} 件、${demo.events} 条记录，前后 ${demo.days} 天`]),
    ...(adminPassword === undefined
      ? []
      : ['', '首次启动：管理员账号 admin', `一次性密码　${adminPassword}　（只显示这一次，首次登录必须修改）`, '']),
    '按 Ctrl-C 停止。',
  ];
  io.out(lines.join('\n'));
}
