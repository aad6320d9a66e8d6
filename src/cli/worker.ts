import { type CommandSpec, DATA_OPTION, type Given, type Io, type Outcome } from './command.ts';
import { startEngine } from './engine-side.ts';
import { now, settingsFor } from './ledger-access.ts';
import { lineLog } from './progress.ts';
import { type Closing, openServiceLedger, quietSdk, serve } from './service.ts';
import { knownAddress, TEMPORAL_OPTION, temporalConfigFor } from './temporal-access.ts';

/** `duban worker`: the Temporal side alone: clocks, lapses, ladders, mail. */
export const worker: CommandSpec = {
  name: 'worker',
  summary: '只启动 Temporal 一侧：到期、逾期、升级、发信；可同时运行多个',
  details: ['', 'Temporal 暂时不可用时会一直重试。日志为每行一个 JSON，写到标准错误。'],
  options: [DATA_OPTION, TEMPORAL_OPTION],
  run,
};

function run(given: Given, io: Io): Promise<Outcome> {
  return serve(io, async (closing) => {
    const temporal = await bringUp(given, io, closing);
    if (given.options.json !== true) io.out(`Temporal 一侧已启动，连接 ${temporal}`);
    return { temporal };
  });
}

async function bringUp(given: Given, io: Io, closing: Closing): Promise<string> {
  const settings = settingsFor(given, io);
  const config = temporalConfigFor(given, io);
  const log = lineLog(io, now);
  const address = knownAddress(config, settings);
  const service = await openServiceLedger(settings, closing);
  quietSdk();
  startEngine(service, { settings, config, address, log }, closing);
  return address;
}
