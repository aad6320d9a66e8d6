import type { CaseEvent, CaseId, Step } from '../case.ts';
import { foldCase } from '../fold-case.ts';
import { hazardOfMatter } from '../names.ts';
import { matterChart } from './machine.ts';
import { isPenalty } from './penalty.ts';
import type { Cause, Demand, MatterState, RungTaken } from './state.ts';

/** Folds one event into a matter; total, pure, event data and machine only. */
export function advanceMatter(before: MatterState | undefined, event: CaseEvent): Step<MatterState> {
  const common = foldCase(matterChart, before, event);
  const opened = event.type === 'MatterOpened' ? fresh(event) : {};
  // A matter that was withdrawn and is opened again starts afresh.
  const {
    endedBy: _,
    postponed: __,
    interviewFirstAt: ___,
    demands: ____,
    skipProposed: _____,
    ...known
  } = (before ?? {}) as MatterState;
  const state: MatterState = {
    ...(event.type === 'MatterOpened' ? known : (before as MatterState)),
    ...common,
    ...opened,
    kind: 'matter',
  };
  const next: MatterState = { ...state, ...ownData(state, event) };
  return {
    state: { ...next, closed: next.stage === 'closed' && Object.keys(next.clocks).length === 0 },
    effects: event.effects,
  };
}

/** What the opening message says of the matter. */
function fresh({ payload, caseId, at }: CaseEvent): Partial<MatterState> {
  return {
    ...openerOf(payload.cause as unknown as Cause, caseId),
    ladder: payload.ladder as 'A' | 'B',
    subject: payload.subject as unknown as MatterState['subject'],
    title: String(payload.title ?? ''),
    unit: String(payload.unit ?? ''),
    organisation: String(payload.organisation ?? ''),
    tier: String(payload.tier ?? ''),
    supervised: payload.supervised === true,
    causes: [],
    rungs: [],
    facts: {},
    penalties: [],
    ladderPaused: payload.paused === true,
    pauses: payload.paused === true ? [{ from: at, reason: 'pause' }] : [],
  };
}

/** A duty by its number, a hazard by the name space that the matter lies in; what the office itself opened hangs on no case. */
function openerOf({ kind, id }: Cause, caseId: CaseId): { readonly opener?: CaseId } {
  const opener = kind === undefined ? hazardOfMatter(caseId) : id;
  return opener === undefined ? {} : { opener };
}

type Own = { -readonly [Key in keyof MatterState]?: MatterState[Key] };

function ownData(state: MatterState, event: CaseEvent): Own {
  const { payload } = event;
  const own: Own = {};
  if (payload.facts !== undefined) own.facts = { ...state.facts, ...(payload.facts as MatterState['facts']) };
  const moved = event.moves ?? [event.type];
  if (moved.includes('RungDue')) {
    const skipped = ((payload.skipped as readonly number[] | undefined) ?? []).map(
      (rung): RungTaken => ({ rung, notice: '', dueAt: event.at, skipped: true }),
    );
    own.rungs = [
      ...state.rungs,
      ...skipped,
      { rung: Number(payload.rung), notice: String(payload.notice), dueAt: event.at },
    ];
    own.facts = { ...(own.facts ?? state.facts), answerSufficient: false, nextRungDue: false };
  }
  if (typeof payload.skipProposed === 'number') own.skipProposed = payload.skipProposed;
  switch (event.type) {
    case 'MatterOpened':
    case 'CauseAdded': {
      const cause = payload.cause as unknown as Cause;
      own.causes = state.causes.some((one) => one.rule === cause.rule) ? state.causes : [...state.causes, cause];
      own.supervised = payload.supervised === true;
      own.tier = String(payload.tier ?? state.tier);
      break;
    }
    case 'StandingChanged':
      own.tier = String(payload.tier ?? '');
      own.supervised = payload.supervised === true;
      break;
    case 'CauseDropped':
      own.causes = state.causes.filter((cause) => !(payload.duties as readonly string[]).includes(cause.rule));
      break;
    case 'MatterEnded':
      own.endedBy = payload.by as 'accepted' | 'lateEntry' | 'withdrawn';
      break;
    case 'MatterSuspended':
      own.ladderPaused = true;
      own.pauses = [...state.pauses, { from: event.at, reason: String(payload.reason ?? 'pause') }];
      break;
    case 'MatterResumed':
      own.ladderPaused = false;
      own.pauses = state.pauses.map((pause) => (pause.to === undefined ? { ...pause, to: event.at } : pause));
      break;
    case 'NoticeSigned':
      own.rungs = state.rungs.map((taken, i) =>
        i === state.rungs.length - 1 ? { ...taken, signedAt: event.at } : taken,
      );
      if (typeof payload.interviewAt === 'string') own.interviewAt = payload.interviewAt;
      // A second interview may be put off as often as the first.
      if (state.postponed !== undefined) Object.assign(own, { postponed: 0, interviewFirstAt: own.interviewAt });
      if (typeof payload.receiver === 'string') own.receiver = payload.receiver;
      break;
    case 'NoticeReceived':
      // Receipts of earlier versions changed nothing here.
      if (typeof payload.receivedAt === 'string')
        own.rungs = state.rungs.map((taken, i) =>
          i === state.rungs.length - 1 ? { ...taken, receivedAt: String(payload.receivedAt) } : taken,
        );
      break;
    case 'NoticeVoided':
    case 'NoticeRecalled':
      own.rungs = state.rungs.map(({ signedAt, receivedAt, ...taken }, i) =>
        i === state.rungs.length - 1
          ? { ...taken, reopenedAt: event.at }
          : { ...taken, ...(signedAt ? { signedAt } : {}), ...(receivedAt ? { receivedAt } : {}) },
      );
      break;
    case 'InterviewPostponed':
      own.interviewAt = String(payload.interviewAt);
      if (typeof payload.postponed === 'number') own.postponed = payload.postponed;
      if (typeof payload.firstAt === 'string') own.interviewFirstAt = payload.firstAt;
      break;
    case 'InterviewHeld':
      if (Array.isArray(payload.demands)) own.demands = payload.demands as unknown as readonly Demand[];
      break;
    case 'AnswerContested':
      own.contestedBy = event.actor.person ?? event.actor.post;
      break;
    case 'OutsideDecided':
      if (isPenalty(payload)) own.penalties = [...state.penalties, event.at];
      break;
    default:
      break;
  }
  return own;
}
