import { readCalendarBody, readNewestCalendar } from '../../db/calendar.ts';
import type { Database } from '../../db/open.ts';
import { readRuleSetBody, readRuleSets } from '../../db/rule-set.ts';
import { noteTermsAct, type TermsAct } from '../../db/terms-history.ts';
import {
  type Actor,
  type Answer,
  type CaseEvent,
  type CaseId,
  type CaseKind,
  type CaseState,
  isRefusal,
  type JsonObject,
  type KindName,
  type Question,
  type Refusal,
  type SealedEvent,
  type Terms,
} from '../core/case.ts';
import { type Calendar, parseCalendar } from '../core/deadline/calendar.ts';
import type { Instant } from '../core/instant.ts';
import type { ClockChange } from '../core/new-terms.ts';
import { loadRuleSet } from '../core/rules/rule-set.ts';
import { becameOf, followersOf, followsRefusal, STAYS } from './followers.ts';
import type { Ledger } from './ledger.ts';
import { mayAct } from './rule-acts.ts';
import { TermsRefused } from './terms-refused.ts';

/** What other terms would do, or have done, to one case. */
export interface CaseMove {
  readonly caseId: CaseId;
  readonly kind: KindName;
  readonly title: string;
  /** `unchanged`: nothing of it is touched, and nothing is recorded. */
  readonly outcome: 'moves' | 'moved' | 'unchanged' | 'refused';
  readonly code?: string;
  readonly message?: string;
  readonly changes: readonly ClockChange[];
}

/** Which cases go over to a rule set, by whose order. */
export interface AdoptionRequest {
  readonly ruleSet: string;
  /** Absent: every open hazard and tip-off. A matter goes over with its hazard, never by itself. */
  readonly cases?: readonly CaseId[];
  readonly includeServed?: boolean;
  readonly document: string;
  readonly approver: string;
  readonly reason: string;
  readonly actor: Actor;
}

/** Open cases and their deadlines when rules or calendars change. A run is repeated under the same `batch` without doing anything twice. */
export interface TermsMover {
  /** Case by case which clocks would move from when to when; nothing is recorded. */
  adoptionDryRun(request: AdoptionRequest): Promise<readonly CaseMove[]>;
  adopt(request: AdoptionRequest, batch: string): Promise<readonly CaseMove[]>;
  /** `imported`: as if this calendar were already the newest of the lineage of the one it supersedes. */
  confirmationDryRun(actor: Actor, imported?: NotYetImported): Promise<readonly CaseMove[]>;
  /** After a year was imported: provisional deadlines of open cases become firm, each by an event of its case. */
  confirm(actor: Actor, batch: string, how?: ConfirmHow): Promise<readonly CaseMove[]>;
}

/** How far a run over open cases is. */
export type Progress = (done: number, total: number) => void;

/** Which cases a confirmation looks at, and whether one that moves nothing is written down. */
export interface ConfirmHow {
  readonly progress?: Progress;
  /** `newest`: the calendar that the case would go over to. Absent: every case that counts by an older one. */
  readonly only?: (state: CaseState, newest: string) => boolean;
  /** Written down only if a case moved. */
  readonly quiet?: boolean;
}

/** A calendar that a dry run looks at before it is stored. */
export interface NotYetImported {
  readonly calendar: Calendar;
  readonly supersedes: string;
}

const PAGE = 200;

interface Task {
  readonly kind: KindName;
  readonly type: 'adoptRules' | 'confirmDeadlines';
  readonly state: CaseState;
  readonly payload: JsonObject;
}

/** Moves open cases through the ledger's own door, one command a case. */
export function createTermsMover({
  db,
  ledger,
  kinds,
  now,
}: {
  readonly db: Database;
  readonly ledger: Ledger;
  readonly kinds: Readonly<Record<KindName, CaseKind>>;
  now(): Instant;
}): TermsMover {
  const { knex } = db;

  async function terms(ruleSet: string, calendar: string, imported?: Calendar): Promise<Terms | undefined> {
    const rules = await readRuleSetBody(knex, ruleSet);
    const days = imported?.id === calendar ? imported : await stored(calendar);
    return rules === undefined || days === undefined
      ? undefined
      : { rules: loadRuleSet(JSON.parse(rules)), calendar: days };
  }

  async function stored(calendar: string): Promise<Calendar | undefined> {
    const body = await readCalendarBody(knex, calendar);
    return body === undefined ? undefined : parseCalendar(JSON.parse(body));
  }

  /** Terms by id for one run: hundreds of cases share a few of them. */
  function remembering(
    imported?: Calendar,
  ): (ids: { readonly ruleSet: string; readonly calendar: string }) => Promise<Terms | undefined> {
    const known = new Map<string, Promise<Terms | undefined>>();
    return ({ ruleSet, calendar }) => {
      const key = `${ruleSet}\n${calendar}`;
      const found = known.get(key) ?? terms(ruleSet, calendar, imported);
      known.set(key, found);
      return found;
    };
  }

  async function adoptions(request: AdoptionRequest): Promise<readonly Task[]> {
    const entry = (await readRuleSets(knex)).find((one) => one.id === request.ruleSet);
    if (entry === undefined || entry.withdrawn) throw new TermsRefused('rule-set-not-found', [], request.ruleSet);
    const calendar = (await readNewestCalendar(knex, entry.calendar))?.id ?? entry.calendar;
    const { ruleSet, includeServed = false, document, approver, reason } = request;
    const payload = { ruleSet, calendar, includeServed, document, approver, reason };
    const states =
      request.cases === undefined ? await openStates(['hazard', 'tipoff', 'duty']) : await named(request.cases);
    return states.map((state) => ({ kind: state.kind, type: 'adoptRules', state, payload }));
  }

  /** One task for each open case that counts by an older calendar than the newest of its lineage. */
  async function confirmations(
    imported?: NotYetImported,
    wanted: (state: CaseState, newest: string) => boolean = () => true,
  ): Promise<readonly Task[]> {
    const newest = new Map<string, string>();
    const tasks: Task[] = [];
    for (const state of await openStates(['hazard', 'matter', 'tipoff', 'accident', 'roster', 'duty'])) {
      if (!newest.has(state.calendar)) newest.set(state.calendar, await newestOf(state.calendar, imported));
      const calendar = newest.get(state.calendar) ?? state.calendar;
      if (calendar !== state.calendar && wanted(state, calendar))
        tasks.push({ kind: state.kind, type: 'confirmDeadlines', state, payload: { calendar } });
    }
    return tasks;
  }

  async function newestOf(calendar: string, imported?: NotYetImported): Promise<string> {
    const newest = (await readNewestCalendar(knex, calendar))?.id ?? calendar;
    return imported?.supersedes === newest ? imported.calendar.id : newest;
  }

  async function openStates(which: readonly KindName[]): Promise<readonly CaseState[]> {
    const states: CaseState[] = [];
    for (let after: CaseId | undefined; ; ) {
      const page = await ledger.openCases(after, PAGE);
      for (const { caseId, kind } of page) if (which.includes(kind)) states.push(...(await stateOf(caseId)));
      if (page.length < PAGE) return states;
      after = page.at(-1)?.caseId;
    }
  }

  async function named(cases: readonly CaseId[]): Promise<readonly CaseState[]> {
    const states: CaseState[] = [];
    for (const caseId of new Set(cases)) {
      const found = await stateOf(caseId);
      if (found.length === 0) throw new TermsRefused('case-not-found', [{ path: 'cases', message: caseId }]);
      states.push(...found);
    }
    return states;
  }

  async function stateOf(caseId: CaseId): Promise<readonly CaseState[]> {
    const state = await ledger.state(caseId);
    return state === undefined ? [] : [state];
  }

  async function rehearse(tasks: readonly Task[], actor: Actor, imported?: Calendar): Promise<readonly CaseMove[]> {
    const at = now();
    const find = remembering(imported);
    const moves: CaseMove[] = [];
    for (const { kind, type, state, payload } of tasks) {
      if (followsAnother(kind, type)) {
        moves.push({ ...headOf(state), outcome: 'refused', ...followsRefusal(state.opener), changes: [] });
        continue;
      }
      const pinned = await find(state);
      if (pinned === undefined) throw new TermsRefused('rule-set-not-found', [], state.ruleSet);
      const command = {
        input: 'command',
        caseId: state.caseId,
        commandId: 'rehearsal',
        at,
        recordedAt: at,
        type,
        payload,
        actor,
      } as const;
      const outcome = await decided(kinds[kind].decide(state, command, pinned), find);
      if (isRefusal(outcome)) moves.push(refusedMove(state, outcome));
      else {
        moves.push({ ...headOf(state), outcome: 'moves', changes: changesOf(outcome.payload) });
        if (type === 'adoptRules') moves.push(...(await rehearseFollowers(outcome, find)));
      }
    }
    return moves;
  }

  type Find = ReturnType<typeof remembering>;

  /** What becomes of the matters of a hazard that would go over. */
  async function rehearseFollowers(event: CaseEvent, find: Find): Promise<readonly CaseMove[]> {
    const moves: CaseMove[] = [];
    for (const { state, message } of await followersOf(ledger, event)) {
      const pinned = message && (await find(state));
      if (message === undefined || pinned === undefined) {
        moves.push({ ...headOf(state), outcome: 'unchanged', ...STAYS, changes: [] });
        continue;
      }
      const { to: caseId, at, type, payload, from } = message;
      const input = {
        input: 'message',
        caseId,
        commandId: 'rehearsal',
        at,
        recordedAt: at,
        type,
        payload,
        from,
      } as const;
      const outcome = await decided(kinds[state.kind].decide(state, input, pinned), find);
      if (!isRefusal(outcome)) moves.push({ ...headOf(state), outcome: 'moves', changes: changesOf(outcome.payload) });
    }
    return moves;
  }

  /** The matters have been told; each takes it at once. */
  async function moveFollowers(event: SealedEvent): Promise<readonly CaseMove[]> {
    const moves: CaseMove[] = [];
    for (const { state, message } of await followersOf(ledger, event)) {
      const became = message && (await becameOf(ledger, message));
      moves.push(
        became === undefined
          ? { ...headOf(state), outcome: 'unchanged', ...STAYS, changes: [] }
          : { ...headOf(state), outcome: 'moved', changes: changesOf(became.payload) },
      );
    }
    return moves;
  }

  async function perform(
    tasks: readonly Task[],
    actor: Actor,
    batch: string,
    progress: Progress = () => {},
  ): Promise<readonly CaseMove[]> {
    const moves: CaseMove[] = [];
    const rehearsed = new Map((await rehearse(tasks, actor)).map((move) => [move.caseId, move]));
    for (const [i, { kind, type, state, payload }] of tasks.entries()) {
      progress(i, tasks.length);
      const expected = rehearsed.get(state.caseId) as CaseMove;
      // What would change nothing is not tried: a refusal would stand in the list of refused acts as somebody's mistake.
      if (expected.outcome === 'unchanged' || followsAnother(kind, type)) {
        moves.push(expected);
        continue;
      }
      const done = await ledger.record({
        kind,
        caseId: state.caseId,
        commandId: `${type}:${batch}`,
        type,
        payload,
        actor,
      });
      moves.push(
        done.ok
          ? { ...headOf(state), outcome: 'moved', changes: changesOf(done.event.payload) }
          : refusedMove(state, done.refusal),
      );
      if (done.ok && type === 'adoptRules') moves.push(...(await moveFollowers(done.event)));
    }
    return moves;
  }

  async function note(
    act: TermsAct['act'],
    id: string,
    actor: Actor,
    moves: readonly CaseMove[],
    reason?: string,
  ): Promise<void> {
    const { person, post } = mayAct(actor);
    const count = (outcome: CaseMove['outcome']) => moves.filter((move) => move.outcome === outcome).length;
    const detail = JSON.stringify({ moved: count('moved'), refused: count('refused'), unchanged: count('unchanged') });
    await noteTermsAct(knex, {
      object: act === 'adopted' ? 'ruleSet' : 'calendar',
      id,
      at: now(),
      act,
      person,
      post,
      detail,
      ...(reason === undefined ? {} : { reason }),
    });
  }

  return {
    async adoptionDryRun(request) {
      mayAct(request.actor);
      return rehearse(await adoptions(request), request.actor);
    },
    async adopt(request, batch) {
      mayAct(request.actor);
      const moves = await perform(await adoptions(request), request.actor, batch);
      await note('adopted', request.ruleSet, request.actor, moves, request.reason);
      return moves;
    },
    async confirmationDryRun(actor, imported) {
      mayAct(actor);
      return rehearse(await confirmations(imported), actor, imported?.calendar);
    },
    async confirm(actor, batch, { progress, only, quiet = false } = {}) {
      mayAct(actor);
      const tasks = await confirmations(undefined, only);
      const moves = await perform(tasks, actor, batch, progress);
      for (const calendar of new Set(tasks.map((task) => String(task.payload.calendar)))) {
        const own = moves.filter((_, i) => tasks[i]?.payload.calendar === calendar);
        if (!quiet || own.some((move) => move.outcome === 'moved')) await note('confirmed', calendar, actor, own);
      }
      return moves;
    },
  };
}

/** Drives a decision whose only questions are about terms. */
async function decided<T>(
  deciding: Generator<Question, T, Answer>,
  find: (ids: { readonly ruleSet: string; readonly calendar: string }) => Promise<Terms | undefined>,
): Promise<T> {
  let turn = deciding.next();
  while (!turn.done) turn = deciding.next(turn.value.ask === 'terms' ? await find(turn.value) : undefined);
  return turn.value;
}

function headOf(state: CaseState): Pick<CaseMove, 'caseId' | 'kind' | 'title'> {
  return { caseId: state.caseId, kind: state.kind, title: state.title ?? '' };
}

/** A matter stands under the terms of the case that opened it. */
function followsAnother(kind: KindName, type: Task['type']): boolean {
  return type === 'adoptRules' && !['hazard', 'tipoff', 'duty', 'record'].includes(kind);
}

/** Nothing to do is no refusal. */
const NOTHING = new Set(['nothing-to-confirm', 'rules-same']);

function refusedMove(state: CaseState, { code, message }: Refusal): CaseMove {
  return { ...headOf(state), outcome: NOTHING.has(code) ? 'unchanged' : 'refused', code, message, changes: [] };
}

function changesOf(payload: JsonObject): readonly ClockChange[] {
  return (payload.changes ?? []) as unknown as readonly ClockChange[];
}
