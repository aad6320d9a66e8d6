import type { z } from 'zod';
import type { CaseState, Clock } from '../core/index.ts';
import type { CaseRow } from '../ledger/ledger.ts';
import type { ClockNaming } from './clock-naming.ts';
import type { caseDetail, clock } from './contract/cases.ts';

/** A clock as answers show it: without its proof, which `explain` unfolds. */
export function shownClock({
  id,
  dueAt,
  does,
  rule,
  lastDay,
  start,
  provisional,
  fixed,
  holder,
}: Clock): z.output<typeof clock> {
  return {
    id,
    dueAt,
    does,
    rule,
    ...(lastDay === undefined ? {} : { lastDay }),
    ...(start === undefined ? {} : { start }),
    ...(provisional ? { provisional } : {}),
    ...(fixed ? { fixed } : {}),
    ...(holder === undefined ? {} : { holder }),
  };
}

/** Clocks of a state, the earliest first. */
export function shownClocks(clocks: CaseState['clocks']): readonly z.output<typeof clock>[] {
  return inOrder(clocks).map(shownClock);
}

function inOrder(clocks: CaseState['clocks']): readonly Clock[] {
  return Object.values(clocks).sort((a, b) => (a.dueAt < b.dueAt ? -1 : a.dueAt > b.dueAt ? 1 : a.id < b.id ? -1 : 1));
}

function namedClocks(clocks: CaseState['clocks'], naming: ClockNaming): z.input<typeof caseDetail>['clocks'] {
  return inOrder(clocks).map((one) => {
    const unit = naming.unitOf(one);
    return { ...shownClock(one), label: naming.labelOf(one), ...(unit === undefined ? {} : { unit }) };
  });
}

/** What every state has and the detail shows under names of its own; the rest are the kind's facts. */
const SHOWN = new Set([
  'caseId',
  'kind',
  'seq',
  'regions',
  'stage',
  'stageSince',
  'closed',
  'ruleSet',
  'calendar',
  'opener',
  'clocks',
  'suspended',
  'overdue',
  'verdicts',
  'flags',
  'contests',
  'title',
  'organisation',
]);

/** Flags with their state: a contest and what came of it stand beside the flag. */
function shownFlags({ flags, contests = [] }: CaseState): z.input<typeof caseDetail>['flags'] {
  return flags.map((flag) => {
    const contest = contests.find((one) => one.code === flag.code && one.flag === flag.seq);
    if (contest === undefined) return { ...flag };
    const { code: _, flag: __, ...rest } = contest;
    return { ...flag, contest: rest };
  });
}

/** A case in full: its row, where each region stands, its clocks and verdicts, and the facts of its kind. */
export function shownCase(row: CaseRow, state: CaseState, naming: ClockNaming): z.input<typeof caseDetail> {
  const facts: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(state)) if (!SHOWN.has(name)) facts[name] = value;
  return {
    ...row,
    regions: { ...state.regions },
    stageSince: state.stageSince,
    ruleSet: state.ruleSet,
    calendar: state.calendar,
    clocks: namedClocks(state.clocks, naming),
    suspended: namedClocks(state.suspended, naming),
    overdueDuties: namedClocks(state.overdue, naming),
    verdicts: state.verdicts.map((verdict) => ({ ...verdict, label: naming.labelOfDuty(verdict.duty) })),
    flags: shownFlags(state),
    facts,
  };
}
