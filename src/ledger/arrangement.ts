import { deliveryKey, readDeliveries } from '../../db/delivery.ts';
import { addFacts, addMessage } from '../../db/message.ts';
import type { Database } from '../../db/open.ts';
import { dayOf, type Instant } from '../core/instant.ts';
import type { Arrangement } from './messages.ts';
import { passOn } from './pass-on.ts';

/** A transaction of the database. */
export type Trx = Database['knex'];

/** Carries out one decision about a delivery; one that is no longer fresh stays as it is. */
export async function arrangeOne(trx: Trx, one: Arrangement, at: Instant): Promise<void> {
  const fresh = () => trx('delivery').where(deliveryKey(one.id)).andWhere('state', 'due').whereNull('hold_until');
  switch (one.do) {
    case 'hold':
      if ((await fresh().update({ hold_until: one.until })) === 1 && one.deferred !== undefined)
        await addFacts(trx, [{ at, fact: 'deferred', delivery: one.id, reason: one.deferred }]);
      return;
    case 'send': {
      if ((await fresh().update({ hold_until: at, message: one.id })) !== 1) return;
      const { person } = deliveryKey(one.id);
      await addMessage(
        trx,
        { id: one.id, kind: 'single', person: person ?? '', day: dayOf(at), fixedAt: at },
        one.ways,
      );
      if (one.unreached) await failUnreached(trx, one.id, at);
      return;
    }
    case 'settle':
      return settle(trx, one.id, one.reason, at);
    case 'fail': {
      const [delivery] = (await readDeliveries(trx, { fresh: true, ...placeOf(one.id) })).filter(
        ({ id }) => id === one.id,
      );
      if (delivery === undefined) return;
      await fresh().update({ state: 'failed', hold_until: at, error: one.reason, attempts: trx.raw('attempts + 1') });
      await addFacts(trx, [{ at, fact: 'failed', delivery: one.id, reason: one.reason }]);
      return passOn(trx, [delivery], one.reason, at);
    }
    default:
      return one satisfies never;
  }
}

function placeOf(id: string): { readonly caseId: string; readonly seq: number } {
  const { case_id, seq } = deliveryKey(id);
  return { caseId: case_id ?? '', seq };
}

/** What it was about is done: it is not sent, and the record says so. */
export async function settle(trx: Trx, id: string, reason: string, at: Instant): Promise<void> {
  const settled = await trx('delivery')
    .where(deliveryKey(id))
    .andWhere('state', 'due')
    .whereNull('message')
    .update({ state: 'settled', hold_until: at, error: reason });
  if (settled === 1) await addFacts(trx, [{ at, fact: 'settled', delivery: id, reason }]);
}

/** Nobody has said how the person can be reached: what the message carries has failed, and goes on. */
export async function failUnreached(trx: Trx, message: string, at: Instant): Promise<void> {
  const lost = (await readDeliveries(trx, { message, limit: 1_000 })).filter(({ state }) => state === 'due');
  await trx('delivery')
    .where({ message, state: 'due' })
    .update({ state: 'failed', error: NO_ADDRESS, attempts: trx.raw('attempts + 1') });
  await addFacts(
    trx,
    lost.map(({ id }) => ({ at, fact: 'failed' as const, delivery: id, reason: NO_ADDRESS })),
  );
  await passOn(trx, lost, NO_ADDRESS, at);
}

const NO_ADDRESS = 'no-address';
