import { Context } from '@temporalio/activity';
import type { CaseId, SealedEvent } from '../src/core/case.ts';
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
  /** Told of what a case's workflow has just read. */
  readonly onNews?: (caseId: CaseId, seen: number, news: readonly SealedEvent[]) => void;
  /** This host's clock; default the real one. */
  readonly now?: () => Instant;
}

export type Activities = ReturnType<typeof createActivities>;

/** All activities of a worker. */
export function createActivities({ now = () => fromMs(Date.now()), ...deps }: ActivityDeps) {
  return {
    follow: createFollow({ ...deps, now }),
    perform: createPerform({ ...deps, now, heartbeat: () => Context.current().heartbeat() }),
  };
}
