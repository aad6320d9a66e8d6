import type { CaseEvent, CaseKind, CaseState, Clock, Input, Refusal, Step } from '../../src/core/case.ts';
import type { Effect } from '../../src/core/effect.ts';
import { addMs, type Instant } from '../../src/core/instant.ts';

/**
 * The smallest honest kind of case: `open` → `done`. Opening arms one deadline and reminders before it; each reminder re-arms under the same
 * id; a lapse arms rungs. Any other command is a note. Every clock owes a mail. Enough for the loop; what hazards do is not its business.
 */
export const tinyKind: CaseKind = {
  name: 'hazard',
  *decide(state, input) {
    return decide(state, input);
  },
  advance,
  allowed: (state) =>
    (state === undefined ? ['open'] : ['note', 'finish']).map((type) => ({ type, label: type, by: [] })),
  tallies: () => [],
};

/** Where the deadline, the reminders and the rungs lie, in milliseconds after the opening. */
export interface TinyTerms {
  readonly due?: number;
  readonly reminders?: readonly number[];
  readonly rungs?: readonly number[];
}

function decide(state: CaseState | undefined, input: Input): CaseEvent | Refusal {
  if (state === undefined && (input.input !== 'command' || input.type !== 'open'))
    return { refused: true, code: 'not-open', message: '未开' };
  const base = {
    caseId: input.caseId,
    kind: 'hazard' as const,
    seq: (state?.seq ?? 0) + 1,
    at: input.at,
    recordedAt: input.recordedAt,
    commandId: input.commandId,
    ruleSet: 'tiny',
    calendar: 'tiny',
  };
  if (input.input === 'clock')
    return {
      ...base,
      type: TYPE[input.clock.does] ?? 'Fired',
      actor: { post: 'engine' },
      payload: { clock: input.clock.id },
      clocks: { set: next(input.clock), cleared: [] },
      effects: [mail(input.clock)],
    };
  if (input.input === 'message')
    return {
      ...base,
      type: 'MessageTaken',
      actor: { post: 'engine' },
      payload: {},
      clocks: { set: [], cleared: [] },
      effects: [],
    };
  const command = { ...base, actor: input.actor, payload: input.payload };
  if (input.type === 'open')
    return {
      ...command,
      type: 'Opened',
      clocks: { set: first(input.at, input.payload as TinyTerms), cleared: [] },
      effects: [],
    };
  if (input.type === 'finish')
    return {
      ...command,
      type: 'Finished',
      clocks: { set: [], cleared: Object.keys(state?.clocks ?? {}) },
      effects: [],
    };
  return { ...command, type: 'Noted', clocks: { set: [], cleared: [] }, effects: [] };
}

const TYPE: { readonly [does: string]: string } = { remind: 'Reminded', lapse: 'DeadlineLapsed', rung: 'RungDue' };

function first(at: Instant, { due, reminders = [], rungs = [] }: TinyTerms): Clock[] {
  const plan = {
    dueAt: due === undefined ? undefined : addMs(at, due),
    reminders: reminders.map((ms) => addMs(at, ms)),
    rungs: rungs.map((ms) => addMs(at, ms)),
  };
  return [
    ...arm('remind', plan.reminders, 0),
    ...(plan.dueAt === undefined ? [] : [{ id: 'duty', dueAt: plan.dueAt, does: 'lapse' as const, rule: 'duty' }]),
    ...arm('rung', plan.rungs, 0),
  ];
}

function arm(does: 'remind' | 'rung', at: readonly Instant[], nth: number): Clock[] {
  const dueAt = at[nth];
  return dueAt === undefined ? [] : [{ id: does, dueAt, does, rule: 'duty', nth, holder: at.join(',') }];
}

function next({ does, nth = 0, holder = '' }: Clock): Clock[] {
  return does === 'remind' || does === 'rung' ? arm(does, holder.split(','), nth + 1) : [];
}

function mail(clock: Clock): Effect {
  return {
    do: 'notify',
    about: clock.does === 'remind' ? 'reminder' : clock.does,
    to: { post: 'village.head' },
    clock: clock.id,
  };
}

/** The fold, as the sandbox gets it in place of the real one. */
export function advance(state: CaseState | undefined, event: CaseEvent): Step<CaseState> {
  const clocks: Record<string, Clock> = { ...state?.clocks };
  const fired = event.payload.clock;
  if (event.commandId.startsWith('clk:') && typeof fired === 'string') delete clocks[fired];
  for (const id of event.clocks.cleared) delete clocks[id];
  for (const clock of event.clocks.set) clocks[clock.id] = clock;
  const stage = event.type === 'Finished' ? 'done' : 'open';
  const nothing = { suspended: {}, overdue: {}, verdicts: [], flags: [], pauses: [], lapses: 0, anchors: {} };
  return {
    state: {
      ...nothing,
      stageSince: event.at,
      caseId: event.caseId,
      kind: event.kind,
      seq: event.seq,
      regions: { main: stage },
      stage,
      closed: stage === 'done',
      ruleSet: event.ruleSet,
      calendar: event.calendar,
      clocks,
    },
    effects: event.effects,
  };
}
