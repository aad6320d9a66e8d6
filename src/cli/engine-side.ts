import type { Log } from '../../activities/perform.ts';
import { readOrganisationName } from '../../db/organisation.ts';
import type { Settings, TemporalConfig } from '../../workers/config.ts';
import { type DurableSide, startWorker } from '../../workers/main.ts';
import { createPress } from '../../workers/press.ts';
import { watchCalendars } from './calendar-watch.ts';
import { now } from './ledger-access.ts';
import { sequence } from './log-side.ts';
import { rulesFrom, ruleWords } from './rules-file.ts';
import type { Closing, ServiceLedger } from './service.ts';

/** The Temporal side of a service: the worker on this ledger, the poker, the log's sequencer, the watch over calendars. */
export function startEngine(
  service: ServiceLedger,
  engine: {
    readonly settings: Settings;
    readonly config: TemporalConfig;
    readonly address: string;
    readonly log: Log;
  },
  closing: Closing,
): DurableSide {
  const { settings, config, address, log } = engine;
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
  return side;
}
