import { emptyList, type ListedCase, readUnlisted, saveListed } from '../../db/case-list.ts';
import { readCasesWithStates } from '../../db/case-view.ts';
import { readTail, type TailPlace, tailEnd } from '../../db/log-tail.ts';
import type { Database } from '../../db/open.ts';
import { readRuleSetBody } from '../../db/rule-set.ts';
import type { CaseId } from '../core/case.ts';
import { loadRuleSet, type RuleSet } from '../core/rules/rule-set.ts';
import { listingOf } from '../core/sentence/listing.ts';

/** Keeps what lists and searches read in step with the log, behind the commits. */
export interface CaseIndex {
  /**
   * Takes in what was recorded until now, as far as it comes within `ms`; false if there is more. What is left is taken in behind, so a look
   * that must not wait asks with 0.
   */
  catchUp(ms: number): Promise<boolean>;
  /** Empties the index and fills it from the read model; resolves with the number of cases. */
  rebuild(progress?: (cases: number) => void): Promise<number>;
  /** Ends after the page under way. */
  close(): Promise<void>;
}

/** Cases a transaction: short enough that nobody who records waits for it. */
const PAGE = 100;
const TAIL_PAGE = 500;

/** The index over a database; several processes may each have one, the newest row stays. */
export function createCaseIndex(db: Database): CaseIndex {
  const { knex } = db;
  const rules = new Map<string, RuleSet | undefined>();
  let place: TailPlace | undefined;
  let running: Promise<void> | undefined;
  let again = false;
  let closed = false;

  async function rulesOf(id: string): Promise<RuleSet | undefined> {
    if (!rules.has(id)) {
      const body = await readRuleSetBody(knex, id);
      rules.set(id, body === undefined ? undefined : loadRuleSet(JSON.parse(body)));
    }
    return rules.get(id);
  }

  async function take(caseIds: readonly CaseId[]): Promise<void> {
    const cases = await readCasesWithStates(knex, caseIds);
    const listed: ListedCase[] = [];
    // Entries of registers have lists of their own.
    for (const { row, state } of cases)
      if (row.kind !== 'record')
        listed.push({ row, listing: listingOf(state, row.dueAt, await rulesOf(state.ruleSet)) });
    await knex.transaction((trx) => saveListed(trx, db.dialect, listed));
  }

  /** At the first look everything that is missing or behind, whatever happened while nobody looked. */
  async function fill(progress?: (cases: number) => void): Promise<number> {
    let cases = 0;
    for (let after = ''; !closed; ) {
      const ids = await readUnlisted(knex, after, PAGE);
      const last = ids.at(-1);
      if (last === undefined) break;
      await take(ids);
      after = last;
      cases += ids.length;
      progress?.(cases);
    }
    return cases;
  }

  async function follow(): Promise<void> {
    if (place === undefined) {
      const end = await tailEnd(db);
      await fill();
      if (closed) return;
      place = end;
    }
    while (!closed) {
      const { events, place: next } = await readTail(db, place, TAIL_PAGE);
      const fresh = [...new Set(events.map(({ caseId }) => caseId))];
      for (let i = 0; i < fresh.length && !closed; i += PAGE) await take(fresh.slice(i, i + PAGE));
      const more = events.length === TAIL_PAGE && next > place;
      place = next;
      if (!more) return;
    }
  }

  async function run(): Promise<void> {
    do {
      again = false;
      await follow();
    } while (again && !closed);
  }

  /** One at a time; whoever asks while it runs is served by one more round, because the running one may have looked already. */
  function begin(): Promise<void> {
    if (running !== undefined) {
      again = true;
      return running;
    }
    const round = run().finally(() => {
      running = undefined;
    });
    running = round;
    return round;
  }

  return {
    async catchUp(ms) {
      if (closed) return false;
      const done = begin().then(() => true);
      if (ms === 0) {
        // Whoever asks next sees what went wrong; nobody waits for this round.
        done.catch(() => undefined);
        return false;
      }
      let timer: NodeJS.Timeout | undefined;
      const timeout = new Promise<false>((resolve) => {
        timer = setTimeout(resolve, ms, false);
      });
      done.catch(() => undefined);
      return Promise.race([done, timeout]).finally(() => clearTimeout(timer));
    },
    async rebuild(progress) {
      await running?.catch(() => undefined);
      await emptyList(db);
      place = undefined;
      return fill(progress);
    },
    async close() {
      closed = true;
      await running?.catch(() => undefined);
    },
  };
}
