import { createHash } from 'node:crypto';
import type { Delivery, Ledger } from './ledger.ts';
import type { Bounce } from './messages.ts';

const OURS = /^<paper\.([A-Za-z0-9_-]+)@duban>$/;

/** RFC 5322 Message-ID of a paper's mail: its delivery's own id, so that a report of its return finds the paper. */
export function paperMessageId({ id }: Pick<Delivery, 'id'>): string {
  return `<paper.${Buffer.from(id).toString('base64url')}@duban>`;
}

/**
 * A paper's mail came back: that it was not delivered stands in the paper's log, and with it on the office's desk. `unknown`: no mail of a paper.
 * Reporting it twice, or after the paper was received, changes nothing; a delay is no return.
 */
export async function paperBounced(
  ledger: Ledger,
  { messageId, action, reason }: Bounce,
): Promise<'recorded' | 'known' | 'unknown'> {
  const [, encoded] = OURS.exec(messageId) ?? [];
  if (encoded === undefined) return 'unknown';
  const id = Buffer.from(encoded, 'base64url').toString();
  const [caseId = '', seq] = id.split('/');
  const delivery = (await ledger.deliveries({ caseId, seq: Number(seq) || 0 })).find((one) => one.id === id);
  if (delivery === undefined) return 'unknown';
  if (action === 'delayed' || delivery.params.act !== 'serve') return 'known';
  const outcome = await ledger.record({
    kind: 'notice',
    caseId,
    commandId: `bounced:${createHash('sha256').update(id).digest('hex').slice(0, 32)}`,
    type: 'recordUndelivered',
    payload: { channel: 'mail', because: `退信 ${reason}` },
    actor: { post: 'engine' },
  });
  return outcome.ok && !outcome.repeated ? 'recorded' : 'known';
}
