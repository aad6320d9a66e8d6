import { readOrganisationName } from '../../db/organisation.ts';
import { startWorker } from '../../workers/main.ts';
import { createPress } from '../../workers/press.ts';
import { watchCalendars } from './calendar-watch.ts';
import { type CommandSpec, DATA_OPTION, type Given, type Io, type Outcome, unavailable } from './command.ts';
import { now, settingsFor } from './ledger-access.ts';
import { sequence } from './log-side.ts';
import { lineLog } from './progress.ts';
import { rulesFrom, ruleWords } from './rules-file.ts';
import { type Closing, createClosing, openServiceLedger, quietSdk, untilStopped } from './service.ts';
import { TEMPORAL_OPTION, temporalAddress, temporalConfigFor } from './temporal-access.ts';

/** `duban worker`: the Temporal side alone: clocks, lapses, ladders, mail. */
export const worker: CommandSpec = {
  name: 'worker',
  summary: '只启动 Temporal 一侧：到期、逾期、升级、发信；可同时运行多个',
  details: ['', 'Temporal 暂时不可用时会一直重试。日志为每行一个 JSON，写到标准错误。'],
  options: [DATA_OPTION, TEMPORAL_OPTION],
  run,
};

async function run(given: Given, io: Io): Promise<Outcome> {
  const closing = createClosing();
  const stopped = untilStopped(io);
  try {
    const address = await bringUp(given, io, closing);
    if (given.options.json !== true) io.out(`Temporal 一侧已启动，连接 ${address}`);
    await stopped;
    await closing.all();
    return { code: 0, text: ['已停止。'], json: { temporal: address, stopped: true } };
  } catch (error) {
    await closing.all();
    throw error;
  }
}

async function bringUp(given: Given, io: Io, closing: Closing): Promise<string> {
  const settings = settingsFor(given, io);
  const config = temporalConfigFor(given, io);
  const log = lineLog(io, now);
  const address = temporalAddress(config, settings);
  if (address === undefined)
    throw unavailable(
      'temporal-unknown',
      '不知道 Temporal 在哪里：请在 temporal.yaml 中设 mode: external 和 address（或设 TEMPORAL_ADDRESS）；单机请直接用 duban start。',
    );
  const service = await openServiceLedger(settings, closing);
  quietSdk();
  const side = startWorker({
    ledger: service.ledger,
    db: service.db,
    config,
    address,
    settings,
    words: { ...ruleWords(rulesFrom(undefined)), organisation: (id) => readOrganisationName(service.db.knex, id) },
    log,
    press: createPress({ ...service, now, dataDir: settings.dataDir }),
  });
  closing.add(() => side.close());
  service.onCommit((wakes) => side.poker.poke(wakes));
  sequence(settings, service, log, closing);
  watchCalendars(service, log, closing);
  return address;
}
