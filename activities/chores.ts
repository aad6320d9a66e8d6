import { Context } from '@temporalio/activity';
import { readNewestCalendar } from '../db/calendar.ts';
import { type ChoreName, endChore } from '../db/chore.ts';
import type { Database } from '../db/open.ts';
import { readRuleSets } from '../db/rule-set.ts';
import type { JsonObject } from '../src/core/case.ts';
import { addMs, type Instant } from '../src/core/instant.ts';
import { lastDrafted } from '../src/core/monthly/month.ts';
import { createCaseFacts } from '../src/ledger/case-facts.ts';
import { readChoresHealth } from '../src/ledger/chores.ts';
import type { Ledger } from '../src/ledger/ledger.ts';
import { readRuleLiveness, scanActivity } from '../src/ledger/liveness.ts';
import { createRegisters } from '../src/ledger/registers.ts';
import { createReturns } from '../src/ledger/returns.ts';
import { type CanaryDeps, type CanaryReport, canaryTerms, firstDue, fly } from './canary.ts';
import type { CanaryProblem } from './canary-sandbox.ts';
import type { Channel } from './channels/channel.ts';
import { allSent, type HeartbeatTargets, pulseOf, sendPulse } from './heartbeat.ts';
import type { Words } from './mail-text.ts';
import type { Log } from './perform.ts';

export interface ChoreDeps {
  readonly db: Database;
  readonly ledger: Ledger;
  readonly words: Words;
  readonly log: Log;
  readonly now: () => Instant;
  readonly heartbeat: HeartbeatTargets;
  /** The way mails go. */
  readonly post: Channel | undefined;
  /** Compares log, read model and workflows; what it found, and whether everything was equal. */
  readonly reconcile: (progress: () => void) => Promise<{ readonly ok: boolean; readonly found: JsonObject }>;
}

/** How long the canary's first clock is away on the real clock (ms). */
const TIMER_MS = 2_000;

/** A canary under way: when it set out, and the real instant for which its first clock is set. */
export interface CanaryStart {
  readonly begin: Instant;
  readonly due: Instant;
}

export type Chores = ReturnType<typeof createChores>;

/** The activities of what watches over the engine. None throws for what it finds: that is its result. */
export function createChores(deps: ChoreDeps) {
  const { db, ledger, now, log } = deps;

  async function end(name: ChoreName, ok: boolean, found: JsonObject): Promise<void> {
    await endChore(db.knex, name, { at: now(), ok, found });
    if (ok) log.info('chore ended', { chore: name });
    else log.warn('chore found something', { chore: name, ...found });
  }

  return {
    /** Sets the canary out and says when its first clock is due. */
    async setOutCanary(): Promise<CanaryStart | undefined> {
      const begin = now();
      const canary = await canaryDeps(deps, begin);
      const first = canary === undefined ? undefined : await firstDue(canary, begin).catch(() => undefined);
      return first === undefined ? undefined : { begin, due: addMs(begin, TIMER_MS) };
    },

    /** Plays the canary's way to its end and keeps the report. */
    async flyCanary(start: CanaryStart | undefined): Promise<void> {
      const rang = now();
      const begin = start?.begin ?? rang;
      const canary = await canaryDeps(deps, begin);
      if (canary === undefined) return end('canary', false, { problems: [{ code: 'no-rule-set' }] });
      const report = await fly(canary, begin, start && { due: start.due, rang }).catch((error: unknown) =>
        threw(canary, error),
      );
      await end('canary', report.problems.length === 0, report as unknown as JsonObject);
    },

    /** Log against read model against workflows; and what the notes of the rules have missed. */
    async reconcileAll(): Promise<void> {
      const beat = () => Context.current().heartbeat();
      await scanActivity(db, beat);
      const { ok, found } = await deps.reconcile(beat);
      await end('reconcile', ok, found);
    },

    /** Drafts the returns of this month that are not there yet, once their hour has come; what was drafted before stays. */
    async draftReturns(): Promise<void> {
      const at = now();
      const month = lastDrafted(at);
      if (month !== at.slice(0, 7)) return end('returns', true, { month, drafted: 0 });
      const registers = createRegisters({ db, ledger });
      const returns = createReturns({ db, ledger, registers, facts: createCaseFacts(db), now });
      const outcomes = await returns.draft(month);
      const refused = outcomes.flatMap((one) => (one.ok ? [] : [one.refusal.code]));
      await end('returns', refused.length === 0, { month, drafted: outcomes.length - refused.length, refused });
    },

    /** Sends the heartbeat. Its absence alarms, so it says how things are but never stays away because of it. */
    async sendHeartbeat(): Promise<void> {
      const at = now();
      const [figures, chores, rules] = await Promise.all([
        ledger.health(),
        readChoresHealth(db, at),
        readRuleLiveness(db, at),
      ]);
      const sent = await sendPulse(pulseOf(at, figures, chores, rules), deps.heartbeat, deps.post);
      await end('heartbeat', allSent(sent), sent);
    },
  };
}

async function canaryDeps({ db, words, log }: ChoreDeps, at: Instant): Promise<CanaryDeps | undefined> {
  const current = (await readRuleSets(db.knex)).find(
    (one) => one.effectiveFrom <= at.slice(0, 10) && one.withdrawn === undefined,
  );
  const calendar = current && ((await readNewestCalendar(db.knex, current.calendar))?.id ?? current.calendar);
  const terms = await canaryTerms(
    db,
    current === undefined || calendar === undefined ? undefined : { ruleSet: current.id, calendar },
  );
  return (
    terms && {
      terms,
      words: { ...words, organisation: async () => '沙盒单位' },
      log: { ...log, info: () => undefined },
    }
  );
}

function threw({ terms }: CanaryDeps, error: unknown): CanaryReport {
  const problem: CanaryProblem = { code: 'threw', where: error instanceof Error ? error.name : 'unknown' };
  return {
    ruleSet: terms.ruleSet,
    calendar: terms.calendar,
    events: 0,
    rungs: [],
    mails: 0,
    timerLateMs: 0,
    problems: [problem],
  };
}
