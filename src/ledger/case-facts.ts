import { emptyFacts, type FactsOfCase, readUncounted, saveFacts } from '../../db/case-fact.ts';
import { readEventsOf } from '../../db/event-log.ts';
import { readTail, type TailPlace, tailEnd } from '../../db/log-tail.ts';
import type { Database } from '../../db/open.ts';
import { readRuleSetBody } from '../../db/rule-set.ts';
import type { CaseId, CaseState, SealedEvent } from '../core/case.ts';
import { advance } from '../core/fold.ts';
import { type CaseFact, factOf } from '../core/monthly/fact.ts';
import { registerNamed } from '../core/rules/registers.ts';
import { loadRuleSet, type RuleSet } from '../core/rules/rule-set.ts';

/** Keeps what returns count in step with the log. */
export interface CaseFacts {
  /** Takes in everything that has been recorded until now. */
  catchUp(progress?: (cases: number) => void): Promise<void>;
  /** Forgets what was taken in, and makes it again from the log; resolves with the number of cases. */
  rebuild(progress?: (cases: number) => void): Promise<number>;
}

/** Cases a transaction: short enough that nobody who records waits for it. */
const PAGE = 200;
const TAIL_PAGE = 1_000;

/** The facts over a database; several processes may each keep them, as they all write the same. */
export function createCaseFacts(db: Database): CaseFacts {
  const { knex } = db;
  const rules = new Map<string, RuleSet | undefined>();
  let place: TailPlace | undefined;
  let running: Promise<void> = Promise.resolve();

  async function rulesOf(id: string): Promise<RuleSet | undefined> {
    if (!rules.has(id)) {
      const body = await readRuleSetBody(knex, id);
      rules.set(id, body === undefined ? undefined : loadRuleSet(JSON.parse(body)));
    }
    return rules.get(id);
  }

  async function take(caseIds: readonly CaseId[]): Promise<void> {
    const events = Map.groupBy(await readEventsOf(knex, caseIds), ({ caseId }) => caseId);
    const cases: FactsOfCase[] = [];
    for (const [caseId, own] of events) {
      if (own[0]?.kind === 'notice') continue;
      const pinned = await rulesOf(own.at(-1)?.ruleSet ?? '');
      const measures = (register: string) => (pinned ? registerNamed(pinned, register)?.measure : undefined);
      cases.push({ caseId, seq: own.at(-1)?.seq ?? 0, facts: factsOf(own, measures) });
    }
    if (cases.length > 0) await saveFacts(db, cases);
  }

  async function fill(progress?: (cases: number) => void): Promise<number> {
    let cases = 0;
    for (let after = ''; ; ) {
      const ids = await readUncounted(knex, after, PAGE);
      const last = ids.at(-1);
      if (last === undefined) return cases;
      await take(ids);
      after = last;
      cases += ids.length;
      progress?.(cases);
    }
  }

  async function follow(progress?: (cases: number) => void): Promise<void> {
    if (place === undefined) {
      const end = await tailEnd(db);
      await fill(progress);
      place = end;
    }
    for (;;) {
      const { events, place: next } = await readTail(db, place, TAIL_PAGE);
      const fresh = [...new Set(events.map(({ caseId }) => caseId))];
      for (let i = 0; i < fresh.length; i += PAGE) await take(fresh.slice(i, i + PAGE));
      const more = events.length === TAIL_PAGE && next > place;
      place = next;
      if (!more) return;
    }
  }

  return {
    catchUp(progress) {
      running = running.catch(() => undefined).then(() => follow(progress));
      return running;
    },
    async rebuild(progress) {
      await running.catch(() => undefined);
      await emptyFacts(knex);
      place = undefined;
      return fill(progress);
    },
  };
}

function factsOf(events: readonly SealedEvent[], measures: (register: string) => number | undefined): CaseFact[] {
  const facts: CaseFact[] = [];
  let state: CaseState | undefined;
  for (const event of events) {
    const before: CaseState | undefined = state;
    state = advance(before, event).state;
    const fact = factOf(before, state, event, measures);
    if (fact !== undefined) facts.push(fact);
  }
  return facts;
}
