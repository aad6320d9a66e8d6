import type { HandlerOf, Handling } from '../carry-out.ts';
import type { CaseState, Command, Deciding, Json, Refusal, Terms } from '../case.ts';
import { move, NotLegalNow } from '../draft.ts';
import { dayOf } from '../instant.ts';
import { tell } from '../lapse.ts';
import { openerNamed } from '../names.ts';
import { endPaperDuty } from '../paper-duty.ts';
import { refuse } from '../refusal.ts';
import {
  armReceipt,
  armSignature,
  draftAs,
  dropClocks,
  dropDraft,
  endDelivery,
  endSignature,
  explanation,
  labelsOf,
  type NoticeDraft,
  OFFICE,
  paperParams,
  toEngine,
} from './clocks.ts';
import type { NoticeCommand, PayloadOf } from './commands.ts';
import { hasLostGround } from './ground.ts';
import { awaitsReview, demandsReview, hasDrafted } from './review.ts';
import type { NoticeState, NoticeValue } from './state.ts';
import { isEmpty, missingOf, numberKey, tellOpener, valuesHash } from './values.ts';

/** Decides one command of a paper. */
export type Handler<Name extends NoticeCommand> = HandlerOf<NoticeState, PayloadOf<Name>>;

/** The case that ordered a paper, as it stands. */
export function* openerOf(caseId: string): Deciding<CaseState | undefined> {
  const opener = openerNamed(caseId);
  if (opener === undefined) return undefined;
  return (yield { ask: 'case', caseId: opener }) as CaseState | undefined;
}

function step(
  context: { readonly state: NoticeState | undefined; readonly command: Command; readonly terms: Terms },
  type: string,
  payload: { readonly [key: string]: Json | undefined },
): NoticeDraft {
  const draft = draftAs(context.state, context.command, context.terms, type, payload);
  if (!move(draft, type)) throw new NotLegalNow(type);
  return draft;
}

/** Puts a draft where somebody must act on it: the office for what is missing or to be reviewed, the signer for the rest, the engine where no hand is needed. */
function handOn(
  draft: NoticeDraft,
  paper: Pick<NoticeState, 'notice' | 'title' | 'issuer' | 'fields' | 'signature' | 'values'> & {
    readonly review?: 'required' | undefined;
  },
  missing: readonly string[],
): void {
  const from = draft.input.at;
  endSignature(draft, false);
  if (missing.length > 0) {
    tell(draft, 'noticeIncomplete', { post: 'street.safetyOffice' }, undefined, undefined, {
      ...paperParams(paper),
      missing: labelsOf(paper, missing),
    });
    armSignature(draft, 'street.safetyOffice', from);
  } else if (demandsReview(paper)) {
    tell(draft, 'noticeReview', { post: 'street.safetyOffice' }, undefined, undefined, paperParams(paper));
    armSignature(draft, 'street.safetyOffice', from);
  } else toSigner(draft, paper);
}

/** Nothing is missing any more: the signer has it on his desk. */
function toSigner(draft: NoticeDraft, paper: Pick<NoticeState, 'notice' | 'title' | 'issuer' | 'signature'>): void {
  endSignature(draft, false);
  if (paper.signature === 'required') {
    tell(draft, 'signature', paper.issuer, undefined, undefined, paperParams(paper));
    armSignature(draft, 'notice.issuer', draft.input.at);
  }
}

/** Signed or issued: the ground still stands, nothing is missing, the files show these values, the number is the next one. */
function* issued(
  context: Handling<NoticeState, PayloadOf<'signNotice' | 'issueNotice'>>,
  type: 'NoticeSigned' | 'NoticeIssued',
): Deciding<NoticeDraft | Refusal> {
  const { state, command, terms, payload } = context;
  if ((state.signature === 'required') !== (type === 'NoticeSigned'))
    return refuse('not-allowed-now', { stage: state.stage, allowed: [] });
  if (hasLostGround(state, yield* openerOf(state.caseId))) {
    if (type === 'NoticeSigned') return refuse('notice-withdrawn', { stage: state.stage });
    const dropped = draftAs(state, command, terms, 'NoticeVoided', { ...payload });
    dropDraft(dropped, state);
    return dropped;
  }
  if (state.missing.length > 0)
    return refuse('notice-incomplete', {
      stage: state.stage,
      fields: Object.fromEntries(
        state.fields
          .filter((field) => state.missing.includes(field.id))
          .map((field) => [field.id, `请填写${field.label}`]),
      ),
    });
  if (awaitsReview(state)) return refuse('not-reviewed', { stage: state.stage });
  const { made } = payload;
  const year = Number(dayOf(command.at).slice(0, 4));
  const series = numberKey(state);
  const next = yield { ask: 'noticeNumber', series, year, by: state.caseId };
  if (made.number !== next || made.year !== year || made.values !== valuesHash(state.values))
    return refuse('notice-number-taken', { stage: state.stage });
  const draft = step(context, type, { ...payload, series, year, number: made.number });
  endSignature(draft, true);
  const head = { do: 'issueNotice', notice: state.notice, issuer: state.issuer } as const;
  draft.effects.push({ ...head, to: state.to, params: { act: 'serve', number: made.reference } });
  for (const to of state.copies) draft.effects.push({ ...head, to, params: { act: 'copy', number: made.reference } });
  armReceipt(draft, 'service', command.at);
  return draft;
}

/** In hand, by the addressee or in spite of him: its clock ends, and the matter whose rung it is hears of it. */
function received(draft: NoticeDraft, state: NoticeState, by: string, refused: boolean): void {
  endDelivery(draft, draft.input.at);
  draft.payload.receivedBy = by;
  tellOpener(draft, state, 'noticeReceived', {
    receivedAt: draft.input.at,
    ...(refused ? { refused: true } : {}),
  });
}

/** Receipts of a ladder's papers are the matter's to chase: it has the clock of the answer that begins with them. */
const isChasedHere = (state: NoticeState) => state.receiptRequired && state.rung === undefined;

const twoWitnesses = (witnesses: readonly string[] | undefined) => new Set(witnesses ?? []).size >= 2;

/** What each command of a paper becomes. */
export const HANDLERS: { readonly [Name in NoticeCommand]: Handler<Name> } = {
  *draftNotice({ command, terms, payload }) {
    const opener = yield* openerOf(command.caseId);
    if (openerNamed(command.caseId) === undefined || opener === undefined) return refuse('notice-without-case');
    const values = payload.values as NoticeState['values'];
    const missing = missingOf(payload.fields, values);
    const { unit, organisation } = opener as { readonly unit?: string; readonly organisation?: string };
    // What the street asks the district for, or hands over to it, is not for whom it is about; nor is anything of a tip-off.
    const between = opener.kind === 'tipoff' || payload.to.post.startsWith('district.');
    const draft = step({ state: undefined, command, terms }, 'NoticeDrafted', {
      ...payload,
      missing,
      ...(unit && !between ? { unit } : {}),
      ...(organisation && !between ? { organisation } : {}),
    } as { readonly [key: string]: Json });
    handOn(draft, { ...payload, values, issuer: payload.issuer as NoticeState['issuer'] }, missing);
    return draft;
  },

  redraftNotice(context) {
    const { state, payload } = context;
    // What a person gave stays; what was found in the record is found anew.
    const given = Object.entries(state.values).filter(([, { from }]) => from.given !== undefined);
    const values = { ...(payload.values as NoticeState['values']), ...Object.fromEntries(given) };
    const missing = missingOf(payload.fields, values);
    const draft = step(context, 'NoticeRedrafted', { ...payload, values: values as unknown as Json, missing });
    handOn(draft, { ...state, fields: payload.fields, values }, missing);
    return draft;
  },

  completeNotice(context) {
    const { state, command, payload } = context;
    const fields: Record<string, string> = {};
    for (const [id, value] of Object.entries(payload.values)) {
      const field = state.fields.find((one) => one.id === id);
      if (!field) fields[`values.${id}`] = '文书中没有这一项';
      else if (isEmpty(value) && field.required) fields[`values.${id}`] = `请填写${field.label}`;
    }
    if (Object.keys(payload.values).length === 0) fields.values = '请至少填写一项';
    if (Object.keys(fields).length > 0) return refuse('invalid', { fields });
    const { post, person } = command.actor;
    const from = { given: true, post, ...(person ? { person } : {}) };
    const given = Object.entries(payload.values).map(([id, value]): [string, NoticeValue] => [id, { value, from }]);
    const paper = { ...state, values: { ...state.values, ...Object.fromEntries(given) } };
    const missing = missingOf(state.fields, paper.values);
    const draft = step(context, 'NoticeCompleted', { ...payload, missing });
    handOn(draft, paper, missing);
    if (missing.length === 0 && state.signature !== 'required' && !demandsReview(paper))
      draft.effects.push(toEngine(state, 'issue'));
    return draft;
  },

  reviewNotice(context) {
    const { state, command } = context;
    if (state.missing.length > 0) return refuse('notice-incomplete', { stage: state.stage });
    const demanded = awaitsReview(state);
    if (demanded && hasDrafted(state, command.actor)) return refuse('reviewer-is-drafter', { stage: state.stage });
    const draft = step(context, 'NoticeReviewed', context.payload);
    if (!demanded) return draft;
    toSigner(draft, state);
    if (state.signature !== 'required') draft.effects.push(toEngine(state, 'issue'));
    return draft;
  },

  returnNotice(context) {
    if (!context.payload.reason) return refuse('reason-missing');
    const draft = step(context, 'NoticeReturned', context.payload);
    tell(draft, 'noticeReturned', { post: 'street.safetyOffice' }, undefined, undefined, paperParams(context.state));
    return draft;
  },

  signNotice: (context) => issued(context, 'NoticeSigned'),
  issueNotice: (context) => issued(context, 'NoticeIssued'),

  voidNotice(context) {
    const { state, payload } = context;
    if (!payload.reason) return refuse('reason-missing');
    const draft = step(context, 'NoticeVoided', payload);
    dropClocks(draft);
    // A number that was given stays in the register and is explained in writing.
    if (state.made) draft.effects.push(explanation(state, payload.reason, OFFICE));
    tellOpener(draft, state, 'noticeVoided', { reason: payload.reason });
    return draft;
  },

  *serveNotice(context) {
    const { state, command, payload } = context;
    const byEngine = command.actor.post === 'engine';
    if (!byEngine && state.stage === 'signed' && hasLostGround(state, yield* openerOf(state.caseId)))
      return refuse('notice-withdrawn', { stage: state.stage });
    const refusal = payload.method === 'refusedWithWitness';
    if (refusal && !twoWitnesses(payload.witnesses)) return refuse('witnesses-missing');
    if (payload.method === 'publicNotice' && !payload.proof && !payload.document) return refuse('document-missing');
    const draft = step(context, 'NoticeServed', payload);
    draft.cleared.add('service');
    endPaperDuty(draft, 'service', command.at);
    const inHand = refusal || (payload.method === 'inPerson' && payload.receivedBy !== undefined);
    if (inHand) {
      move(draft, 'NoticeReceived');
      received(draft, state, payload.receivedBy ?? '拒签', refusal);
    } else if (isChasedHere(state) && payload.method !== 'publicNotice' && !state.clocks.receipt)
      armReceipt(draft, 'receipt', command.at);
    return draft;
  },

  recordReceipt(context) {
    const { state, payload } = context;
    const refused = payload.refused === true;
    if (refused && !twoWitnesses(payload.witnesses)) return refuse('witnesses-missing');
    const draft = step(context, 'NoticeReceived', { ...payload });
    received(draft, state, payload.by, refused);
    return draft;
  },

  recordUndelivered(context) {
    const { state, command, payload } = context;
    const draft = step(context, 'NoticeUndelivered', payload);
    const told = { channel: payload.channel, because: payload.because };
    tell(draft, 'noticeUndelivered', { post: 'street.safetyOffice' }, undefined, undefined, {
      ...paperParams(state),
      ...told,
    });
    // Now it is the office's to take it there itself.
    if (!state.clocks.service) armReceipt(draft, 'service', command.at);
    tellOpener(draft, state, 'noticeUndelivered', told);
    return draft;
  },

  recordAnswer(context) {
    if (context.state.rung !== undefined) return refuse('answer-in-matter', { stage: context.state.stage });
    const draft = step(context, 'NoticeAnswered', context.payload);
    endDelivery(draft, context.command.at);
    return draft;
  },

  recallNotice(context) {
    const { state, payload } = context;
    if (!payload.reason) return refuse('reason-missing');
    const draft = step(context, 'NoticeRecalled', payload);
    endDelivery(draft);
    // Recalled in writing: whoever got the paper gets this one too.
    for (const to of [state.to, ...state.copies]) draft.effects.push(explanation(state, payload.reason, to));
    tellOpener(draft, state, 'noticeRecalled', { reason: payload.reason });
    return draft;
  },

  closeNotice(context) {
    if (context.state.stage === 'served' && context.state.receiptRequired)
      return refuse('notice-unreceived', { stage: context.state.stage });
    const draft = step(context, 'NoticeClosed', context.payload);
    endDelivery(draft);
    return draft;
  },

  addNote: (context) => step(context, 'NoteAdded', context.payload),
};
