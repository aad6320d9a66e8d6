import type { CaseEvent, Step } from '../case.ts';
import { foldCase } from '../fold-case.ts';
import type { Casualties } from './grade.ts';
import { ACCIDENT_ENDS, accidentChart } from './machine.ts';
import type { AccidentState } from './state.ts';

type Own = { -readonly [Key in keyof AccidentState]?: AccidentState[Key] };

/** Folds one event into an accident; total, pure, event data and machine only. */
export function advanceAccident(before: AccidentState | undefined, event: CaseEvent): Step<AccidentState> {
  const common = foldCase(accidentChart, before, event);
  const state: AccidentState = {
    ...(before as AccidentState),
    ...common,
    ...ownOf(before, event),
    ...frozenBy(before, event),
    ...(event.payload.matter === true ? { matterStarted: true } : {}),
    kind: 'accident',
  };
  return {
    state: { ...state, closed: ACCIDENT_ENDS.has(state.stage) && Object.keys(state.clocks).length === 0 },
    effects: event.effects,
  };
}

function ownOf(before: AccidentState | undefined, { type, payload, at, recordedAt }: CaseEvent): Own {
  const text = (key: string) => String(payload[key] ?? '');
  switch (type) {
    case 'AccidentRegistered':
      return {
        title: `${text('place')} ${text('course')}`.slice(0, 120),
        unit: text('unit'),
        supervisor: text('supervisor'),
        supervisorKind: text('supervisorKind') === 'department' ? 'department' : 'village',
        sort: payload.sort as AccidentState['sort'],
        happened: text('happened'),
        registeredAt: recordedAt,
        scope: [text('supervisor'), text('department')].filter((one) => one !== ''),
        place: text('place'),
        ...figuresOf(payload),
        matterStarted: false,
        clues: 0,
      };
    case 'FiguresSupplemented':
    case 'FiguresCorrected':
      return figuresOf(payload);
    case 'ClueTransferred':
      return { clueReceiver: text('to'), clues: (before?.clues ?? 0) + 1 };
    case 'AppraisalStarted':
      return { pauses: [...(before?.pauses ?? []), { from: at, reason: 'appraisal' }] };
    case 'AppraisalEnded':
      return { pauses: (before?.pauses ?? []).map((pause) => (pause.to === undefined ? { ...pause, to: at } : pause)) };
    default:
      return {};
  }
}

function figuresOf(payload: CaseEvent['payload']): Pick<AccidentState, 'casualties' | 'grade' | 'decidedBy'> {
  const { dead, injured, loss, grade, decidedBy } = payload;
  return {
    casualties: { dead: Number(dead), injured: Number(injured), loss: Number(loss) },
    grade: String(grade),
    decidedBy: decidedBy as keyof Casualties,
  };
}

function frozenBy(
  before: AccidentState | undefined,
  { payload }: CaseEvent,
): Pick<AccidentState, 'frozen' | 'lastFrozen'> {
  const { frozen } = payload;
  const known = before?.frozen ?? 0;
  if (!Array.isArray(frozen)) return { frozen: known };
  const last: unknown = frozen.at(-1);
  return { frozen: known + frozen.length, ...(typeof last === 'string' ? { lastFrozen: last } : {}) };
}
