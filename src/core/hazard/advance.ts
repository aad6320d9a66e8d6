import type { Actor, CaseEvent, Step } from '../case.ts';
import { foldCase } from '../fold-case.ts';
import { HAZARD_ENDS, hazardChart } from './machine.ts';
import type { HazardState, OpenedMatters } from './state.ts';

const NO_MATTERS: { readonly A: OpenedMatters; readonly B: OpenedMatters } = {
  A: { count: 0, causes: [] },
  B: { count: 0, causes: [] },
};

/** Folds one event into a hazard; total, pure, event data and machine only. */
export function advanceHazard(before: HazardState | undefined, event: CaseEvent): Step<HazardState> {
  const common = foldCase(hazardChart, before, event);
  const own = ownData(before, event);
  const state: HazardState = { ...(before ?? EMPTY), ...common, ...own, kind: 'hazard' };
  const closed = HAZARD_ENDS.has(state.stage) && Object.keys(state.clocks).length === 0;
  return { state: { ...state, closed }, effects: event.effects };
}

const EMPTY = {
  title: '',
  organisation: '',
  unit: '',
  hazardKind: '',
  where: '',
  what: '',
  found: '',
  source: '',
  reporter: { post: '' },
  supervisor: '',
  supervisorKind: 'village',
  matterOf: '',
  photosBefore: [],
  photos: [],
  questions: [],
  failedAcceptances: 0,
  rectifyLapses: 0,
  extensions: 0,
  consultationPauses: false,
  matters: NO_MATTERS,
} as const;

type Own = { -readonly [Key in keyof HazardState]?: HazardState[Key] };

function ownData(before: HazardState | undefined, event: CaseEvent): Own {
  const { payload } = event;
  const text = (key: string) => (typeof payload[key] === 'string' ? (payload[key] as string) : undefined);
  const list = (key: string) => (Array.isArray(payload[key]) ? (payload[key] as readonly string[]) : []);
  const own: Own = {};
  const tier = text('tier');
  if (tier !== undefined) own.tier = tier;
  if (payload.matters !== undefined) own.matters = { ...NO_MATTERS, ...(payload.matters as object) };
  if (payload.questions !== undefined)
    own.questions = [...(before?.questions ?? []), ...list('questions').map((code) => ({ code, seq: event.seq }))];
  if (list('photos').length > 0)
    own.photos = [...(before?.photos ?? []), ...list('photos').filter((photo) => !before?.photos.includes(photo))];
  if (payload.consultationPause !== undefined) own.consultationPauses = payload.consultationPause === 'opened';
  if (payload.consultationPause === 'opened')
    own.pauses = [...(before?.pauses ?? []), { from: event.at, reason: 'consultation' }];
  if (payload.consultationPause === 'closed')
    own.pauses = (before?.pauses ?? []).map((pause) =>
      pause.reason === 'consultation' && pause.to === undefined ? { ...pause, to: event.at } : pause,
    );

  // By a person, at its cap (then the cap's instant), or with the end of the hazard.
  if ((event.moves ?? [event.type]).includes('CaseResumed')) {
    const to = event.type === 'CaseResumed' ? (text('until') ?? event.at) : event.at;
    own.pauses = (own.pauses ?? before?.pauses ?? []).map((pause) =>
      pause.reason !== 'consultation' && pause.to === undefined ? { ...pause, to } : pause,
    );
  }

  switch (event.type) {
    case 'HazardReported':
      Object.assign(own, {
        title: `${text('where') ?? ''} ${text('what') ?? ''}`.trim().slice(0, 120),
        organisation: text('supervisor') ?? '',
        unit: text('unit') ?? '',
        hazardKind: text('kind') ?? '',
        where: text('where') ?? '',
        what: text('what') ?? '',
        found: text('found') ?? event.at,
        source: text('source') ?? '',
        reporter: payload.reporter,
        supervisor: text('supervisor') ?? '',
        supervisorKind: text('supervisorKind') === 'department' ? 'department' : 'village',
        matterOf: text('matter') ?? '',
        photosBefore: list('photos'),
        ...(text('industry') ? { industry: text('industry') } : {}),
        ...(text('size') ? { size: text('size') } : {}),
      });
      break;
    case 'HazardGraded':
      own.tierRow = text('row') ?? '';
      if (text('lead')) own.lead = text('lead') ?? '';
      if (text('assist')) own.assist = text('assist') ?? '';
      if (text('recurrenceOf')) own.recurrenceOf = text('recurrenceOf') ?? '';
      break;
    case 'HazardMerged':
      own.mergedInto = text('into') ?? '';
      break;
    case 'SubjectCorrected':
      own.unit = text('unit') ?? '';
      own.where = text('where') ?? '';
      if (text('supervisor')) own.supervisor = text('supervisor') ?? '';
      if (text('supervisor')) own.organisation = text('supervisor') ?? '';
      break;
    case 'RectificationOrdered':
      own.orderedBy = event.actor;
      break;
    case 'RectificationSubmitted':
      own.submittedBy = event.actor satisfies Actor;
      own.photosBefore = [...(before?.photosBefore ?? []), ...list('photosBefore')];
      break;
    case 'AcceptanceFailed':
      own.failedAcceptances = (before?.failedAcceptances ?? 0) + 1;
      break;
    case 'HazardClosedOut':
      own.closedOutAt = event.at;
      break;
    case 'SupervisionOrdered':
      if (text('number')) own.supervisionNumber = text('number') ?? '';
      if (text('term')) own.term = text('term') ?? '';
      break;
    case 'LeaderAssigned':
      own.districtLeader = text('leader') ?? '';
      break;
    case 'ExtensionRequested':
      own.extensionAsked = { newDay: text('newDay') ?? '', at: event.at };
      if (before?.firstLastDay === undefined && text('lastDay')) own.firstLastDay = text('lastDay') ?? '';
      break;
    case 'ExtensionGranted':
      own.extensions = (before?.extensions ?? 0) + 1;
      break;
    case 'ConsultationSentDown':
      // What was sent down before this was recorded bound nobody.
      if (text('binds')) own.consultationBound = text('binds') ?? '';
      break;
    case 'ConsultationOpened':
      if (before?.consultationBound) own.consultationBound = '';
      break;
    case 'TransferDecided':
      own.transferReceiver = text('to') ?? '';
      break;
    case 'CasePaused':
      own.pauses = [...(before?.pauses ?? []), { from: event.at, reason: text('reason') ?? 'pause' }];
      break;
    case 'DeadlineLapsed':
      if (/\.(rectify|remove)$/.test(text('duty') ?? '')) own.rectifyLapses = (before?.rectifyLapses ?? 0) + 1;
      break;
    default:
      break;
  }
  // Lapses are counted per tier.
  if (own.tier !== undefined && own.tier !== before?.tier) own.rectifyLapses = 0;
  return own;
}
