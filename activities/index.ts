import { Context } from '@temporalio/activity';
import { fromMs, type Instant } from '../src/core/instant.ts';
import type { Delivery, Ledger } from '../src/ledger/ledger.ts';
import type { Channel, Outcome } from './channels/channel.ts';
import { createFollow } from './follow.ts';
import type { Words } from './mail-text.ts';
import { createPerform, type Log } from './perform.ts';

export interface ActivityDeps {
  readonly ledger: Ledger;
  /** Ways to people that are set up. */
  readonly channels: readonly Channel[];
  /** Takes official papers on their way; absent: they are mails like any other. */
  readonly performNotice?: (delivery: Delivery) => Promise<Outcome>;
  readonly words: Words;
  readonly log: Log;
  readonly publicUrl?: string;
  /** Called when a case owes something to the outside: wake the dispatcher. */
  readonly onOwed: () => void;
  /** This host's clock; default the real one. */
  readonly now?: () => Instant;
}

export type Activities = ReturnType<typeof createActivities>;

/** All activities of a worker. */
export function createActivities({ now = () => fromMs(Date.now()), ...deps }: ActivityDeps) {
  return {
    follow: createFollow({ ledger: deps.ledger, now, onOwed: deps.onOwed }),
    perform: createPerform({ ...deps, now, heartbeat: () => Context.current().heartbeat() }),
  };
}
