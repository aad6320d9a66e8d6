import { mailCheckpoint } from '../../activities/checkpoint-mail.ts';
import type { Log } from '../../activities/perform.ts';
import type { Settings } from '../../workers/config.ts';
import { createPost } from '../../workers/main.ts';
import { startSequencer } from '../../workers/sequencer.ts';
import { createEventLog, type EventLog } from '../ledger/log.ts';
import { logSeeds } from '../ledger/log-key.ts';
import { now } from './ledger-access.ts';
import type { Closing, ServiceLedger } from './service.ts';

/** Name of a log that nobody has named and that has no public address. */
const LOCAL_ORIGIN = 'localhost/duban';

/** The log of a ledger as the settings name and sign it. */
export function eventLogOf(settings: Settings, { db }: Pick<ServiceLedger, 'db'>): EventLog {
  const { logOrigin, publicUrl } = settings;
  const origin = logOrigin ?? (publicUrl === undefined ? LOCAL_ORIGIN : `${new URL(publicUrl).host}/duban`);
  return createEventLog({ db, origin, seeds: logSeeds(settings) });
}

/** Takes what is recorded into the signed log from now on. */
export function sequence(settings: Settings, service: ServiceLedger, log: Log, closing: Closing): void {
  const eventLog = eventLogOf(settings, service);
  const { logMail, logWitness } = settings;
  closing.add(
    startSequencer({
      eventLog,
      witness: logWitness,
      log,
      now,
      ...(logMail === undefined ? {} : { mail: mailTo(logMail) }),
    }),
  );

  function mailTo(to: string): () => Promise<void> {
    const post = createPost(settings);
    closing.add(async () => post.close());
    return () => mailCheckpoint({ db: service.db, eventLog, post, to, log, now });
  }
}
