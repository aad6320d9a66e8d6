import { givenPayload } from '../core/draft.ts';
import type {
  CaseId,
  CaseKind,
  CaseState,
  Command,
  Instant,
  KindName,
  SealedEvent,
  Terms,
  UnitFacts,
} from '../core/index.ts';
import { canonicalJson } from '../core/log/canonical.ts';
import type { RecordedHistory } from './recorded-history.ts';
import { type CaseOutcome, createCounting, dutiesOf, highestRung, type Side } from './what-if-counts.ts';
import { createWorld, type World } from './world.ts';

/** A replay under one set of rules; everything in it is plain data or given by who composes, so that two run in two threads. */
export interface SideRequest {
  readonly kinds: { readonly [Kind in KindName]: CaseKind };
  readonly history: RecordedHistory;
  /** `then`: each case under the rules it was pinned to, and compared with the record. `draft`: all under one. */
  readonly rules: { readonly own: (ruleSet: string, calendar: string) => Terms } | { readonly draft: Terms };
  /** What the registers say of units of which the record itself says nothing. */
  readonly units?: { readonly [unit: string]: Omit<UnitFacts, 'unit'> };
  /** Time runs on until here after the last input. */
  readonly until: Instant;
  /** Told how many events of the history have been gone through. */
  readonly onProgress?: (done: number) => void;
  readonly cancelled?: () => boolean;
  /** Also told of each event, for timelines. */
  readonly onEvent?: (event: SealedEvent) => void;
}

/** What a replay gave; structured-clone safe. */
export interface PlayedSide {
  readonly total: Side;
  readonly outcomes: ReadonlyMap<CaseId, CaseOutcome>;
  readonly inputs: number;
  readonly impossible: readonly Impossible[];
  readonly different: readonly Different[];
}

/** A recorded input that these rules would have refused: what would have been done instead cannot be known. */
export interface Impossible {
  readonly caseId: CaseId;
  readonly at: Instant;
  readonly command: string;
  readonly code: string;
  readonly message: string;
  /** Nobody would have had to do it: it belongs to a matter that these rules would not have opened, or would have ended before; or it confirms deadlines by a calendar that a draft counts by from the beginning. */
  readonly moot: boolean;
  /** An earlier input of the same hazard or tip-off was impossible: this one may only be its consequence. */
  readonly follows: boolean;
}

/** Invariant 9 does not hold for a case: from this event on the replay under its own rules differs from the record. */
export interface Different {
  readonly caseId: CaseId;
  readonly seq: number;
  readonly why: string;
}

/** A what-if that cannot be done, or was stopped: a stable code and a Chinese sentence. */
export class WhatIfError extends Error {
  readonly code: 'terms-unknown' | 'draft-unplayable' | 'cancelled';
  constructor(code: WhatIfError['code'], message: string) {
    super(message);
    this.name = 'WhatIfError';
    this.code = code;
  }
}

interface Pins {
  readonly ruleSet: string;
  readonly calendar: string;
}

/** Finished cases are let go of after so many inputs. */
const INPUTS_A_TIDYING = 512;
/** So many events pass between two looks at the cancel flag: a few milliseconds. */
const EVENTS_A_BREATH = 64;

/**
 * Replays the recorded inputs. People act as they did, at the instants at which they did; time and other cases decide anew. Registers are as they
 * were: what an event recorded of its unit is answered again. Throws WhatIfError.
 */
export async function playSide(request: SideRequest): Promise<PlayedSide> {
  const { history, until } = request;
  const stage = setStage(request);
  let inputs = 0;
  for (let at = 0; at < history.length; at++) {
    if (at % EVENTS_A_BREATH === 0) await breathe(request, at);
    if (!history.fact(at).isCommand) continue;
    inputs++;
    stage.replay(history.read(at));
    if (inputs % INPUTS_A_TIDYING === 0) stage.tidy();
  }
  await stage.runOut(until, () => breathe(request, history.length));
  return { inputs, ...stage.result() };
}

async function breathe({ onProgress, cancelled }: SideRequest, done: number): Promise<void> {
  onProgress?.(done);
  if (cancelled?.()) throw new WhatIfError('cancelled', '推演已按要求停止，没有留下任何结果。');
  await new Promise((resolve) => setImmediate(resolve));
}

function setStage(request: SideRequest) {
  const { kinds, history, rules } = request;
  const units: Record<string, Omit<UnitFacts, 'unit'>> = { ...request.units };
  const openedBy = openedCases(history);
  const termsOf = 'draft' in rules ? () => rules.draft : pinned(history, openedBy.parents, rules.own);
  // A case that goes over to other terms goes over to those that the history names; under a draft there are no others.
  const termsNamed = 'draft' in rules ? () => rules.draft : (ids: Pins) => rules.own(ids.ruleSet, ids.calendar);
  const counting = createCounting();
  const finished = createFinished(history, openedBy.parents);
  const check = 'own' in rules ? createCheck(history) : undefined;
  const impossible: Impossible[] = [];
  const guessed = new Set<CaseId>();
  const world = createWorld({
    kinds,
    units,
    tallies: history.outside,
    numberOf: openedBy.numbers(),
    noticeNumberOf: (paper) => numberRecorded(history, paper),
    terms: termsOf,
    termsNamed,
    onEvent(event, state) {
      finished.see(event.caseId, state);
      counting.see(event, termsNamed(event));
      check?.see(event);
      request.onEvent?.(event);
    },
  });

  return {
    tidy: () => finished.letGo((caseId) => world.forget(caseId)),
    replay(event: SealedEvent): void {
      finished.input(event.caseId);
      if ('draft' in rules && event.command === 'adoptRules') return;
      const born = typeof event.payload.opensCase === 'string' ? history.places(event.payload.opensCase)[0] : undefined;
      for (const one of born === undefined ? [event] : [event, history.read(born)]) rememberUnit(units, one);
      const command = commandOf(event);
      const refusal = playable(event.caseId, () => {
        world.runTo(command.recordedAt);
        return tryRecord(world, event, command);
      });
      if (refusal === undefined) return;
      check?.refused(event, refusal);
      const moot =
        event.kind === 'notice' ||
        event.command === 'confirmDeadlines' ||
        (event.kind === 'matter' && (world.state(event.caseId)?.stage ?? 'ended') !== 'open');
      const group = groupOf(event.caseId);
      impossible.push({
        caseId: event.caseId,
        at: event.recordedAt,
        command: command.type,
        ...refusal,
        moot,
        follows: guessed.has(group),
      });
      if (!moot) guessed.add(group);
    },
    async runOut(until: Instant, breath: () => Promise<void>): Promise<void> {
      for (let next = world.next(); next !== undefined && next <= until; next = world.next()) {
        const stop = laterOf(next, until);
        playable('', () => world.runTo(stop));
        await breath();
      }
    },
    result: () => ({
      total: counting.total(),
      outcomes: finished.outcomes(),
      impossible,
      different: check?.result() ?? [],
    }),
  };
}

/** A step of a month at most, so that a long run-out can be stopped. */
function laterOf(next: Instant, until: Instant): Instant {
  const month = `${next.slice(0, 7)}-31T23:59:59+08:00`;
  return month < until ? month : until;
}

/** The core throws where a rule set contradicts itself in a way that no check of the draft has found. */
function playable<T>(caseId: CaseId, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw new WhatIfError(
      'draft-unplayable',
      `这套规则无法推演${caseId === '' ? '' : `（案件 ${caseId}）`}：${error instanceof Error ? error.message : String(error)}。请先用 duban rules lint 检查规则。`,
    );
  }
}

type SimpleRefusal = { readonly code: string; readonly message: string };

function tryRecord(world: World, event: SealedEvent, command: Command): SimpleRefusal | undefined {
  // A case that these rules have not opened must not be made by an act on it.
  if (event.seq > 1 && world.state(event.caseId) === undefined)
    return {
      code: 'case-not-opened',
      message: event.kind === 'matter' ? '按这套规则不会启动该问责事项' : '按这套规则该案件未能登记',
    };
  const { refusal } = world.record(event.kind, command);
  return refusal && { code: refusal.code, message: refusal.message };
}

/** The input as it was given, from the event that it became. */
function commandOf(event: SealedEvent): Command {
  const { caseId, commandId, at, recordedAt, actor, command } = event;
  return {
    input: 'command',
    caseId,
    commandId,
    at,
    recordedAt,
    actor,
    type: command ?? '',
    payload: givenPayload(event),
  };
}

/** What the registers said of a unit when this was recorded stands in the event. */
function rememberUnit(units: Record<string, Omit<UnitFacts, 'unit'>>, { payload }: SealedEvent): void {
  const { unit, supervisor, industry, size } = payload;
  if (typeof unit !== 'string') return;
  units[unit] = {
    ...(typeof supervisor === 'string' ? { supervisor } : {}),
    ...(typeof industry === 'string' ? { industry } : {}),
    ...(typeof size === 'string' ? { size } : {}),
  };
}

/** A paper keeps the number that it got then. */
function numberRecorded(history: RecordedHistory, paper: CaseId): number | undefined {
  for (const place of history.places(paper)) {
    const { number } = history.read(place).payload;
    if (typeof number === 'number') return number;
  }
  return undefined;
}

/** A case that another one opened keeps the number that it got then. */
function openedCases(history: RecordedHistory) {
  const opened = new Map<CaseId, CaseId[]>();
  const parents = new Map<CaseId, CaseId>();
  for (const caseId of history.cases()) {
    const first = history.places(caseId)[0] ?? 0;
    // Only tip-offs open cases under a number of the register; matters are named after their hazard.
    if (history.read(first).kind !== 'tipoff') continue;
    for (const place of history.places(caseId)) {
      const { opensCase } = history.read(place).payload;
      if (typeof opensCase !== 'string') continue;
      opened.set(caseId, [...(opened.get(caseId) ?? []), opensCase]);
      parents.set(opensCase, caseId);
    }
  }
  const numbers = () => {
    const taken = new Map<CaseId, number>();
    return (by: CaseId) => {
      const n = taken.get(by) ?? 0;
      taken.set(by, n + 1);
      return opened.get(by)?.[n] ?? `${by}-H${n + 1}`;
    };
  };
  return { parents, numbers };
}

/** The terms each case is pinned to; one that the record does not have (time has gone on) takes those of the case that opens it. */
function pinned(
  history: RecordedHistory,
  parents: ReadonlyMap<CaseId, CaseId>,
  own: (ruleSet: string, calendar: string) => Terms,
): (caseId: CaseId) => Terms {
  const known = new Map<CaseId, Terms>();
  return (caseId) => {
    const before = known.get(caseId);
    if (before) return before;
    let place = history.places(caseId)[0];
    for (
      let id: CaseId | undefined = caseId;
      place === undefined && id !== undefined;
      place = history.places(id ?? '')[0]
    )
      id = parents.get(id) ?? openerOf(id);
    if (place === undefined)
      throw new WhatIfError('terms-unknown', `案件 ${caseId} 不在所选的历史中，无法确定适用的规则。`);
    const { ruleSet, calendar } = history.read(place);
    const terms = own(ruleSet, calendar);
    known.set(caseId, terms);
    return terms;
  };
}

/** A hazard and its matters are one story. */
export function groupOf(caseId: CaseId): CaseId {
  return caseId.replace(/(-N\d+\.\d+)+$/, '').replace(/-[AB]\d+$/, '');
}

function openerOf(caseId: CaseId): CaseId | undefined {
  const opener = caseId.replace(/-([ABH]\d+|N\d+\.\d+)$/, '');
  return opener === caseId ? undefined : opener;
}

/**
 * Where the cases have come to. A story (a hazard, its matters, the tip-off it came from) that is closed and has no input left is put down as its outcome
 * and let go of, so that memory holds the open cases of a day and not all of a year.
 */
function createFinished(history: RecordedHistory, parents: ReadonlyMap<CaseId, CaseId>) {
  const rootOf = (caseId: CaseId) => parents.get(groupOf(caseId)) ?? groupOf(caseId);
  const left = new Map<CaseId, number>();
  for (let at = 0; at < history.length; at++) {
    const { caseId, isCommand } = history.fact(at);
    if (isCommand) left.set(rootOf(caseId), (left.get(rootOf(caseId)) ?? 0) + 1);
  }
  const stories = new Map<CaseId, Map<CaseId, CaseState>>();
  const closing = new Set<CaseId>();
  const outcomes = new Map<CaseId, CaseOutcome>();
  const putDown = (story: ReadonlyMap<CaseId, CaseState>) => {
    for (const [caseId, state] of story)
      outcomes.set(caseId, { caseId, stage: state.stage, rung: highestRung(state), duties: dutiesOf(state) });
  };
  return {
    see(caseId: CaseId, state: CaseState): void {
      const root = rootOf(caseId);
      const story = stories.get(root);
      if (story) story.set(caseId, state);
      else stories.set(root, new Map([[caseId, state]]));
      if (state.closed) closing.add(root);
    },
    input(caseId: CaseId): void {
      left.set(rootOf(caseId), (left.get(rootOf(caseId)) ?? 1) - 1);
      closing.add(rootOf(caseId));
    },
    letGo(forget: (caseId: CaseId) => void): void {
      for (const root of closing) {
        const story = stories.get(root) ?? new Map<CaseId, CaseState>();
        if ((left.get(root) ?? 0) > 0 || ![...story.values()].every((state) => state.closed)) continue;
        putDown(story);
        for (const caseId of story.keys()) forget(caseId);
        stories.delete(root);
      }
      closing.clear();
    },
    outcomes(): ReadonlyMap<CaseId, CaseOutcome> {
      for (const story of stories.values()) putDown(story);
      return outcomes;
    },
  };
}

// ------------------------------------------------------------------------------------------------------------- invariant 9

/** Compares each event with the recorded one. Equal hashes say it all; where only `recordedAt` differs (a late engine), the facts are compared. */
function createCheck(history: RecordedHistory) {
  const different = new Map<CaseId, Different>();
  const seen = new Map<CaseId, number>();
  const differ = (caseId: CaseId, seq: number, why: string) => {
    if (!different.has(caseId)) different.set(caseId, { caseId, seq, why });
  };
  return {
    see(event: SealedEvent): void {
      const { caseId, seq } = event;
      const places = history.places(caseId);
      const place = places[seq - 1];
      // Time may have gone on further in the replay than in the record.
      if (place === undefined) {
        if (places.length === 0) differ(caseId, 1, '回放中启动了记录中没有的案件');
        return;
      }
      seen.set(caseId, seq);
      if (different.has(caseId) || history.fact(place).hash === event.hash) return;
      const recorded = history.read(place);
      if (factOf(recorded) !== factOf(event))
        differ(caseId, seq, `记录为 ${recorded.type}（${recorded.at}），回放为 ${event.type}（${event.at}）`);
    },
    refused(event: SealedEvent, { code, message }: SimpleRefusal): void {
      differ(event.caseId, event.seq, `当时受理的 ${event.command ?? event.type}，回放时被拒绝：${code} ${message}`);
    },
    result(): readonly Different[] {
      for (const caseId of history.cases()) {
        const missing = (seen.get(caseId) ?? 0) + 1;
        if (missing <= history.places(caseId).length) differ(caseId, missing, '记录中有而回放中没有');
      }
      return [...different.values()];
    },
  };
}

/** An event without what may differ between an engine that was up and one that was not. */
function factOf(event: SealedEvent): string {
  const { recordedAt: _r, prevHash: _p, hash: _h, ...fact } = event;
  return canonicalJson(fact);
}
