import type {
  Answer,
  CaseEvent,
  CaseKind,
  CaseState,
  Clock,
  Input,
  JsonObject,
  KindName,
  Question,
  Refusal,
  Tally,
  Terms,
} from '../../src/core/case.ts';
import type { Effect } from '../../src/core/effect.ts';
import { addMs } from '../../src/core/instant.ts';

/**
 * Two honest little kinds, so that the ledger's contract does not depend on the real machines: a hazard with a deadline, a reminder
 * that arms itself again and a word to the matter a day and a half after the lapse, and a matter that its lapse opens, with rungs that arm themselves again.
 */
interface TinyState extends CaseState {
  readonly unit: string;
  readonly title: string;
  readonly notes: readonly string[];
}

export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;
const MOST_REMINDERS = 3;
const MOST_RUNGS = 3;

const engine = { post: 'engine' };

interface Fact {
  readonly type: string;
  readonly payload?: JsonObject;
  readonly set?: readonly Clock[];
  readonly cleared?: readonly string[];
  readonly effects?: readonly Effect[];
}

function refuse(code: string): Refusal {
  return { refused: true, code, message: `不能办理：${code}` };
}

function record(kind: KindName, state: CaseState | undefined, input: Input, terms: Terms, fact: Fact): CaseEvent {
  return {
    caseId: input.caseId,
    kind,
    seq: (state?.seq ?? 0) + 1,
    type: fact.type,
    at: input.at,
    recordedAt: input.recordedAt,
    commandId: input.commandId,
    actor: input.input === 'command' ? input.actor : engine,
    payload: fact.payload ?? {},
    clocks: { set: fact.set ?? [], cleared: fact.cleared ?? [] },
    effects: fact.effects ?? [],
    ruleSet: state?.ruleSet ?? terms.rules.id,
    calendar: state?.calendar ?? terms.calendar.id,
  };
}

function advance(state: TinyState | undefined, event: CaseEvent): TinyState {
  const clocks: Record<string, Clock> = { ...state?.clocks };
  const overdue: Record<string, Clock> = { ...state?.overdue };
  const fired = event.commandId.startsWith('clk:') ? clocks[String(event.payload.clock)] : undefined;
  if (fired) delete clocks[fired.id];
  if (fired && event.type === 'DeadlineLapsed') overdue[fired.id] = fired;
  for (const id of event.clocks.cleared) {
    delete clocks[id];
    delete overdue[id];
  }
  for (const clock of event.clocks.set) clocks[clock.id] = clock;
  const stage = STAGE[event.type] ?? state?.stage ?? 'open';
  const opener =
    event.commandId.startsWith('msg:') && state === undefined ? { opener: String(event.payload.from) } : {};
  const note = event.payload.note;
  return {
    caseId: event.caseId,
    kind: event.kind,
    seq: event.seq,
    regions: { main: stage },
    stage,
    stageSince: state?.stage === stage ? state.stageSince : event.at,
    closed: stage === 'fixed' || stage === 'ended',
    ruleSet: event.ruleSet,
    calendar: event.calendar,
    ...(state?.opener === undefined ? opener : { opener: state.opener }),
    clocks,
    suspended: {},
    overdue,
    verdicts: [],
    flags: [],
    pauses: [],
    lapses: (state?.lapses ?? 0) + (event.type === 'DeadlineLapsed' ? 1 : 0),
    anchors: {},
    unit: state?.unit ?? String(event.payload.unit ?? ''),
    title: state?.title ?? String(event.payload.title ?? event.caseId),
    notes: typeof note === 'string' ? [...(state?.notes ?? []), note] : (state?.notes ?? []),
  };
}

const STAGE: { readonly [type: string]: string } = {
  HazardReported: 'open',
  Fixed: 'fixed',
  MatterOpened: 'running',
  MatterEnded: 'ended',
};

const notify = (about: string, post = 'unit.head', organisation = 'U1'): Effect => ({
  do: 'notify',
  about,
  to: { post, organisation },
  params: { about },
});

function* decideHazard(
  state: TinyState | undefined,
  input: Input,
  terms: Terms,
): Generator<Question, CaseEvent | Refusal, Answer> {
  const say = (fact: Fact) => record('hazard', state, input, terms, fact);
  if (input.input === 'message')
    return say({ type: 'MessageNoted', payload: { from: input.from, note: `${input.type}@${input.at}` } });
  if (state === undefined)
    return input.input === 'command' && input.type === 'reportHazard'
      ? yield* report(input, say)
      : refuse('not-allowed-now');
  if (input.input === 'clock') {
    const { clock } = input;
    if (clock.does === 'remind') {
      const nth = (clock.nth ?? 0) + 1;
      return say({
        type: 'Reminded',
        payload: { clock: clock.id },
        set: nth < MOST_REMINDERS ? [{ ...clock, dueAt: addMs(clock.dueAt, DAY), nth }] : [],
        effects: [notify('reminder')],
      });
    }
    if (clock.does === 'askAgain') {
      const reminder: Effect = {
        do: 'send',
        to: `${state.caseId}-A1`,
        kind: 'matter',
        message: 'note',
        payload: { note: 'asked again' },
      };
      return say({ type: 'AskedAgain', payload: { clock: clock.id }, effects: [reminder] });
    }
    const matter: Effect = {
      do: 'send',
      to: `${state.caseId}-A1`,
      kind: 'matter',
      message: 'open',
      payload: { unit: state.unit },
    };
    const again: Clock = { id: 'again', dueAt: addMs(clock.dueAt, 1.5 * DAY), does: 'askAgain', rule: 'fix' };
    return say({
      type: 'DeadlineLapsed',
      payload: { clock: clock.id },
      set: [again],
      effects: [matter, notify('lapse')],
    });
  }
  if (input.type === 'addNote') {
    const note = String(input.payload.note);
    return say({
      type: 'NoteAdded',
      payload: { note },
      effects:
        state.lapses > 0
          ? [{ do: 'send', to: `${state.caseId}-A1`, kind: 'matter', message: 'note', payload: { note } }]
          : [],
    });
  }
  if (input.type !== 'fix' || state.stage !== 'open') return refuse('not-allowed-now');
  const cancel: Effect = { do: 'send', to: `${state.caseId}-A1`, kind: 'matter', message: 'cancel', payload: {} };
  return say({ type: 'Fixed', cleared: ['fix', 'fix.reminder', 'again'], effects: state.lapses > 0 ? [cancel] : [] });
}

function* report(input: Input, say: (fact: Fact) => CaseEvent): Generator<Question, CaseEvent | Refusal, Answer> {
  const payload = input.input === 'command' ? input.payload : {};
  if (typeof payload.unit !== 'string') return refuse('invalid');
  const facts = (yield { ask: 'unit', unit: payload.unit }) as { supervisor?: string } | undefined;
  const lapses = (yield {
    ask: 'tally',
    subject: payload.unit,
    what: ['lapse'],
    from: addMs(input.at, -90 * DAY),
    until: input.at,
    except: input.caseId,
  }) as readonly Tally[];
  return say({
    type: 'HazardReported',
    payload: { ...payload, supervisor: facts?.supervisor, lapsesBefore: lapses.length },
    set: [
      { id: 'fix', dueAt: addMs(input.at, 10 * DAY), does: 'lapse', rule: 'fix', holder: 'unit.head' },
      { id: 'fix.reminder', dueAt: addMs(input.at, 5 * DAY), does: 'remind', rule: 'fix' },
    ],
    effects: [
      notify('assigned'),
      {
        do: 'issueNotice',
        notice: 'rectificationNotice',
        issuer: { post: 'street.safetyOffice' },
        to: { post: 'unit.head', organisation: 'U1' },
      },
    ],
  });
}

function* decideMatter(
  state: TinyState | undefined,
  input: Input,
  terms: Terms,
): Generator<Question, CaseEvent | Refusal, Answer> {
  const say = (fact: Fact) => record('matter', state, input, terms, fact);
  if (input.input === 'message') {
    if (input.type === 'open') {
      return say({
        type: 'MatterOpened',
        payload: { from: input.from, unit: input.payload.unit },
        set: [{ id: 'rung', dueAt: addMs(input.at, DAY), does: 'rung', rule: 'rung' }],
      });
    }
    if (input.type === 'cancel') return say({ type: 'MatterEnded', payload: { from: input.from }, cleared: ['rung'] });
    return say({ type: 'MessageNoted', payload: { note: `${input.payload.note}` } });
  }
  if (input.input === 'clock' && state) {
    const nth = (input.clock.nth ?? 0) + 1;
    return say({
      type: 'RungReached',
      payload: { clock: 'rung', rung: nth },
      set: nth < MOST_RUNGS ? [{ ...input.clock, dueAt: addMs(input.at, DAY), nth }] : [],
      // Only the last rung answers the opener: the first ones must be able to fire without it noticing.
      effects: [
        notify('rung', 'village.head', 'V1'),
        ...(nth === MOST_RUNGS
          ? [{ do: 'send', to: state.opener ?? '', kind: 'hazard', message: 'lastRung', payload: {} } satisfies Effect]
          : []),
      ],
    });
  }
  if (input.input === 'command' && state && input.type === 'sign') return say({ type: 'Signed', payload: {} });
  return refuse('not-allowed-now');
}

const HAZARD: CaseKind = {
  name: 'hazard',
  decide: (state, input, terms) => decideHazard(state as TinyState | undefined, input, terms),
  advance: (state, event) => ({ state: advance(state as TinyState | undefined, event), effects: event.effects }),
  allowed: (state) =>
    (state === undefined ? ['reportHazard'] : state.stage === 'open' ? ['addNote', 'fix'] : ['addNote']).map(
      (type) => ({ type, label: type, by: ['*'] }),
    ),
  tallies: (event, state) =>
    event.type === 'DeadlineLapsed'
      ? [{ subject: (state as TinyState).unit, what: 'lapse', at: event.at, known: event.at, caseId: event.caseId }]
      : [],
};

const MATTER: CaseKind = {
  name: 'matter',
  decide: (state, input, terms) => decideMatter(state as TinyState | undefined, input, terms),
  advance: (state, event) => ({ state: advance(state as TinyState | undefined, event), effects: event.effects }),
  allowed: (state) => (state ? [{ type: 'sign', label: 'sign', by: ['*'] }] : []),
  tallies: () => [],
};

/** Named as the ledger wants them; the tests open no tip-offs, papers, entries and duties. */
export const TINY_KINDS = {
  hazard: HAZARD,
  matter: MATTER,
  tipoff: HAZARD,
  notice: HAZARD,
  record: HAZARD,
  duty: HAZARD,
  accident: HAZARD,
  roster: HAZARD,
};
