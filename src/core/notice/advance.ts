import type { CaseEvent, Step } from '../case.ts';
import { foldCase } from '../fold-case.ts';
import { openerNamed } from '../names.ts';
import { noticeChart } from './machine.ts';
import type { NoticeMade, NoticeService, NoticeState, NoticeValue } from './state.ts';

/** Where nothing more comes by itself, once no clock runs. */
const QUIET = new Set(['served', 'received', 'answered', 'closed', 'voided', 'recalled']);

/** Folds one event into a paper; total, pure, event data and machine only. */
export function advanceNotice(before: NoticeState | undefined, event: CaseEvent): Step<NoticeState> {
  const common = foldCase(noticeChart, before, event);
  const state: NoticeState = {
    ...(before as NoticeState),
    ...common,
    ...(event.type === 'NoticeDrafted' ? fresh(event) : ownData(before as NoticeState, event)),
    kind: 'notice',
  };
  return {
    state: { ...state, closed: QUIET.has(state.stage) && Object.keys(state.clocks).length === 0 },
    effects: event.effects,
  };
}

type Own = { -readonly [Key in keyof NoticeState]?: NoticeState[Key] };

function fresh({ payload, caseId }: CaseEvent): Own {
  const said = payload as unknown as NoticeState;
  return {
    opener: openerNamed(caseId) ?? '',
    notice: said.notice,
    title: said.title,
    template: said.template,
    issuer: said.issuer,
    to: said.to,
    copies: said.copies,
    signature: said.signature,
    receiptRequired: said.receiptRequired,
    ordered: said.ordered,
    fields: said.fields,
    values: said.values,
    missing: said.missing,
    services: [],
    undelivered: [],
    ...(said.review === undefined ? {} : { review: said.review }),
    ...(said.rung === undefined ? {} : { rung: said.rung }),
    ...(said.unit === undefined ? {} : { unit: said.unit }),
    ...(said.organisation === undefined ? {} : { organisation: said.organisation }),
  };
}

function ownData(state: NoticeState, event: CaseEvent): Own {
  const { payload, at } = event;
  const own: Own = {};
  const moved = event.moves ?? [event.type];
  switch (event.type) {
    case 'NoticeCompleted': {
      const { person, post } = event.actor;
      const from = { given: true, post, ...(person === undefined ? {} : { person }) };
      const given = Object.entries(payload.values as { readonly [field: string]: NoticeValue['value'] });
      own.values = { ...state.values, ...Object.fromEntries(given.map(([id, value]) => [id, { value, from }])) };
      own.missing = payload.missing as readonly string[];
      break;
    }
    case 'NoticeRedrafted':
      own.template = String(payload.template);
      own.fields = payload.fields as unknown as NoticeState['fields'];
      own.values = payload.values as unknown as NoticeState['values'];
      own.missing = payload.missing as readonly string[];
      break;
    case 'NoticeSigned':
    case 'NoticeIssued':
      own.made = payload.made as unknown as NoticeMade;
      own.issuedAt = at;
      break;
    case 'NoticeServed':
      own.services = [...state.services, serviceOf(event)];
      break;
    case 'NoticeUndelivered':
      own.undelivered = [
        ...state.undelivered,
        { at, channel: String(payload.channel), reason: String(payload.because) },
      ];
      break;
    case 'NoticeVoided':
    case 'NoticeRecalled':
      own.reason = String(payload.reason ?? '');
      break;
    default:
      break;
  }
  if (moved.includes('NoticeReceived'))
    own.received = {
      at,
      by: String(payload.receivedBy ?? ''),
      refused: payload.refused === true || payload.method === 'refusedWithWitness',
    };
  return own;
}

function serviceOf({ at, payload }: CaseEvent): NoticeService {
  const { method, by, proof, witnesses } = payload as unknown as NoticeService;
  return {
    method,
    at,
    by,
    ...(proof === undefined ? {} : { proof }),
    ...(witnesses === undefined ? {} : { witnesses }),
  };
}
