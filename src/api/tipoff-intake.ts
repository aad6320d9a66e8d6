import { createHash } from 'node:crypto';
import { custodianKeyInUse } from '../../db/custodian-key.ts';
import { keepSealed } from '../../db/sealed-identity.ts';
import { keepReceipt } from '../../db/tipoff-receipt.ts';
import type { Actor, CaseState, Instant, JsonObject } from '../core/index.ts';
import type { Api } from './api.ts';
import { problem, problemOfRefusal } from './problem.ts';
import { type Identity, sealTo } from './seal-identity.ts';

/** A report on its way in: who reported is no part of `payload`. */
export interface Intake {
  /** Number of the request: the receipt code is made of it, and the record keeps its hash alone. */
  readonly request: string;
  readonly payload: JsonObject;
  readonly actor: Actor;
  readonly at?: Instant | undefined;
  readonly identity?: Identity | undefined;
}

/** A report that is recorded, with the code for the reporter. */
export interface TakenIn {
  readonly caseId: string;
  readonly seq: number;
  readonly state: CaseState;
  readonly receipt: string;
}

/**
 * Takes a report in: the event first, then the envelope and the hash of the code. Repeated with the same number it does what was not done yet, and
 * gives the same answer. Throws a Problem, and then nothing has changed.
 */
export async function takeIn(
  { db, ledger, receipts, now }: Pick<Api, 'db' | 'ledger' | 'receipts' | 'now'>,
  { request, payload, actor, at, identity }: Intake,
): Promise<TakenIn> {
  const key = identity && (await custodianKeyInUse(db.knex));
  if (identity !== undefined && key === undefined) throw problem('custodian-key-missing');
  if (identity !== undefined) keepOut(identity, payload);
  const outcome = await ledger.record({
    kind: 'tipoff',
    commandId: `tip-${createHash('sha256').update(request).digest('hex').slice(0, 40)}`,
    type: 'receiveTipoff',
    payload: {
      ...payload,
      reporter: identity === undefined ? 'anonymous' : 'sealed',
      ...(identity?.joint === undefined ? {} : { joint: identity.joint.length + 1 }),
    },
    actor,
    ...(at === undefined ? {} : { at }),
  });
  if (!outcome.ok) throw problemOfRefusal(outcome.refusal);
  const { caseId, seq, state } = outcome;
  if (identity !== undefined && key !== undefined)
    await keepSealed(db.knex, {
      caseId,
      keyId: key.keyId,
      sealed: sealTo(Buffer.from(key.publicKey, 'hex'), caseId, identity),
      sealedAt: now(),
    });
  const receipt = receipts.codeFor(request);
  await keepReceipt(db.knex, { codeHash: receipts.hashOf(receipt), caseId, at: now() });
  return { caseId, seq, state, receipt };
}

/** Shorter than this a part of a name stands in any text. */
const SHORTEST = 2;

/** A name or a number in the text would stand in the record for ever: refused, and it is not said back. Throws `invalid`. */
export function keepOut({ name, contact, joint = [] }: Identity, texts: JsonObject): void {
  const secrets = [{ name, contact }, ...joint]
    .flatMap((one) => [one.name, one.contact])
    .map(squeezed)
    .filter((secret) => secret.length >= SHORTEST);
  const fields: Record<string, string> = {};
  for (const [field, text] of Object.entries(texts))
    if (typeof text === 'string' && secrets.some((secret) => squeezed(text).includes(secret)))
      fields[field] = '其中写有举报人的姓名或联系方式，请删去；这些只填在举报人一栏，另行封存';
  if (Object.keys(fields).length > 0) throw problem('invalid', { fields });
}

function squeezed(text: string): string {
  return text.replace(/[\s\-—·.,，。、]/g, '').toLowerCase();
}
