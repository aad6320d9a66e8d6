import type { Channel } from '../../activities/channels/channel.ts';
import { createInboxChannel } from '../../activities/channels/inbox.ts';
import { createSmtpPost } from '../../activities/mail.ts';
import type { Words } from '../../activities/mail-text.ts';
import { createPerform, type Round } from '../../activities/perform.ts';
import type { DatabaseLocation } from '../../db/open.ts';
import { kinds } from '../../src/core/index.ts';
import type { Delivery } from '../../src/ledger/ledger.ts';
import { type Act, at, commandOf, kindOf } from '../core/office.ts';
import { openTestLedger, type TestLedger } from '../ledger/fixture.ts';
import { memoryLog, words } from '../live/stand.ts';

/** A real ledger of real cases with a clock that is moved, and the rounds of the dispatcher by hand. */
export interface PostOffice extends TestLedger {
  /** Acts of people, each at its instant; the clock follows. */
  play(acts: readonly Act[]): Promise<void>;
  /** The clock goes on, and what it has made due for the case happens. */
  pass(to: string, caseId?: string): Promise<void>;
  /** Rounds as the dispatcher makes them until there is nothing more to do now. */
  rounds(channels?: readonly Channel[], words?: Words): Promise<Round>;
  deliveries(query?: { readonly state?: Delivery['state'] }): Promise<readonly Delivery[]>;
}

/** Opens it on a database; mails go to the SMTP server of this address unless the round is told of other channels. */
export async function openPostOffice(location: DatabaseLocation, url: string): Promise<PostOffice> {
  const test = await openTestLedger(location, { now: at('2025-03-03 08:00') }, kinds);
  const { ledger, clock } = test;
  const mail = createSmtpPost({ url, from: '督办系统 <duban@street.example>', timeoutMs: 2_000 });
  const usual = [mail, createInboxChannel(ledger.messages)];
  let nth = 0;
  return {
    ...test,
    async play(acts) {
      for (const act of acts) {
        const command = commandOf(act, ++nth);
        clock.now = command.recordedAt;
        const { caseId, commandId, type, payload, actor } = command;
        const outcome = await ledger.record({
          kind: kindOf(caseId),
          caseId,
          commandId,
          type,
          payload,
          actor,
          at: command.at,
        });
        if (!outcome.ok) throw new Error(`${type}: ${outcome.refusal.code}`);
      }
    },
    async pass(to, caseId = 'H1') {
      clock.now = at(to);
      await ledger.settle(caseId);
    },
    async rounds(channels = usual, spoken = words) {
      const perform = createPerform({
        ledger,
        channels,
        words: spoken,
        log: memoryLog(),
        heartbeat: () => undefined,
        now: () => clock.now,
        publicUrl: 'https://duban.example',
      });
      const again = new Set<string>();
      for (;;) {
        const round = await perform({ except: [...again] });
        for (const id of round.again) again.add(id);
        if (!round.more || round.away) return { ...round, again: [...again] };
      }
    },
    deliveries: (query = {}) => ledger.deliveries({ ...query, limit: 1_000 }),
  };
}
