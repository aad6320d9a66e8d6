import type { Log } from '../../activities/perform.ts';
import { repeat } from '../../workers/sweeper.ts';
import { kinds } from '../core/kinds.ts';
import { confirmImported } from '../ledger/confirm-imported.ts';
import { createTermsMover } from '../ledger/new-terms.ts';
import { now } from './ledger-access.ts';
import type { Closing, ServiceLedger } from './service.ts';

const HOUR_MS = 3_600_000;

/** The service finishes what an import of a year has left, at its start and every hour: nobody has to remember it. */
export function watchCalendars({ db, ledger }: ServiceLedger, log: Log, closing: Closing, every = HOUR_MS): void {
  const mover = createTermsMover({ db, ledger, kinds, now });
  closing.add(
    repeat(every, log, 'provisional deadlines', async () => {
      const moves = await confirmImported({ db, mover, now });
      const refused = moves.filter((move) => move.outcome === 'refused').length;
      if (refused > 0) log.warn('deadlines of open cases could not be confirmed', { cases: refused });
    }),
  );
}
