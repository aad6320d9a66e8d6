import type { Log } from '../activities/perform.ts';
import type { Instant } from '../src/core/instant.ts';
import { parseSignatures } from '../src/core/log/checkpoint.ts';
import type { EventLog } from '../src/ledger/log.ts';
import { repeat } from './sweeper.ts';

export interface SequencerDeps {
  readonly eventLog: EventLog;
  /** Address of a witness; absent: checkpoints bear our signature alone. */
  readonly witness?: string | undefined;
  /** Mails the newest checkpoint, once a day whatever the number of calls; absent: nobody receives them. */
  readonly mail?: (() => Promise<void>) | undefined;
  readonly log: Log;
  readonly now: () => Instant;
  /** Milliseconds between rounds, default 500: an event is covered by a checkpoint within two seconds of its commit. */
  readonly every?: number;
}

/** A witness is asked at most so often: its signature counts minutes, not commands. */
const WITNESS_EVERY_MS = 60_000;
/** A mail that could not go is tried again after so long. */
const MAIL_EVERY_MS = 30 * 60_000;
const WITNESS_TIMEOUT_MS = 10_000;

/** Takes new events into the Merkle tree and signs checkpoints, for ever; the result ends it. */
export function startSequencer({ eventLog, witness, mail, log, now, every = 500 }: SequencerDeps): () => Promise<void> {
  const stops = [
    repeat(every, log, 'new events for the log', async () => {
      while ((await eventLog.sequence(now())).more);
    }),
  ];
  if (witness !== undefined) {
    const ask = createWitness(eventLog, witness);
    stops.push(repeat(WITNESS_EVERY_MS, log, 'cosignatures', ask));
  }
  if (mail !== undefined) stops.push(repeat(MAIL_EVERY_MS, log, 'checkpoint mails', mail));
  return async () => {
    await Promise.all(stops.map((stop) => stop()));
  };
}

/**
 * Asks a witness to cosign the newest checkpoint (C2SP tlog-witness): it sees what it has signed before, and that the new tree begins with
 * it, so that no second history can be shown to anybody who asks for its signature.
 */
export function createWitness(eventLog: EventLog, address: string): () => Promise<void> {
  let seen = 0;
  let signed: number | undefined;
  return async () => {
    const checkpoint = await eventLog.checkpoint();
    if (checkpoint === undefined || checkpoint.size === signed) return;
    let answer = await post(address, await requestOf(eventLog, seen, checkpoint));
    if (answer.status === 409) {
      // The witness remembers another size: it says which.
      const size = Number((await answer.text()).trim());
      if (!Number.isSafeInteger(size) || size < 0 || size > checkpoint.size)
        throw new Error(`the witness has seen ${size} leaves, the log has ${checkpoint.size}`);
      seen = size;
      answer = await post(address, await requestOf(eventLog, seen, checkpoint));
    }
    if (!answer.ok) throw new Error(`the witness answered ${answer.status}`);
    await eventLog.cosign(checkpoint.size, parseSignatures(await answer.text()));
    seen = checkpoint.size;
    signed = checkpoint.size;
  };
}

async function requestOf(
  eventLog: EventLog,
  old: number,
  { size, note }: { readonly size: number; readonly note: string },
): Promise<string> {
  const proof = await eventLog.consistency(old, size);
  return `old ${old}\n${proof.map((hash) => `${Buffer.from(hash).toString('base64')}\n`).join('')}\n${note}`;
}

function post(address: string, body: string): Promise<Response> {
  return fetch(`${address.replace(/\/$/, '')}/add-checkpoint`, {
    method: 'POST',
    body,
    signal: AbortSignal.timeout(WITNESS_TIMEOUT_MS),
  });
}
