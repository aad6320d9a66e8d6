import type { DeliveryRow } from '../../db/delivery.ts';
import type { Directory } from '../../db/directory.ts';
import type { SealedEvent } from '../core/case.ts';

/** True if the events owe a mail or a paper to somebody. */
export function owesDeliveries(events: readonly SealedEvent[]): boolean {
  return events.some((event) => event.effects.some((effect) => effect.do === 'notify' || effect.do === 'issueNotice'));
}

/** One row per person found for each mail and paper. Posts become persons as of the writing, so whoever holds the post then is told. */
export function deliveriesOf(events: readonly SealedEvent[], directory: Directory): readonly DeliveryRow[] {
  return events.flatMap((event) =>
    event.effects.flatMap((effect, nth): readonly DeliveryRow[] => {
      if (effect.do !== 'notify' && effect.do !== 'issueNotice') return [];
      const channel = effect.do === 'notify' ? 'mail' : 'notice';
      return directory.resolve(effect.to, event.recordedAt).map(({ person, because, address }) => ({
        caseId: event.caseId,
        seq: event.seq,
        nth,
        person,
        channel,
        because,
        address,
      }));
    }),
  );
}
