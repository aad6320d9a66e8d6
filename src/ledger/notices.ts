import { createHash } from 'node:crypto';
import type { Blobs } from '../../db/blob.ts';
import { readLastNumber } from '../../db/notice.ts';
import type { Database } from '../../db/open.ts';
import type { CaseId, Json, JsonObject, Refusal, SealedEvent } from '../core/case.ts';
import type { IssueNotice, PostRef } from '../core/effect.ts';
import { dayOf, type Instant } from '../core/instant.ts';
import { noticeId, openerNamed } from '../core/names.ts';
import { hasLostGround } from '../core/notice/ground.ts';
import { awaitsReview } from '../core/notice/review.ts';
import type { NoticeMade, NoticeSignature, NoticeState } from '../core/notice/state.ts';
import { numberKey, valuesHash } from '../core/notice/values.ts';
import { refuse } from '../core/refusal.ts';
import type { Ledger, RecordOutcome, RecordRequest } from './ledger.ts';
import type { FilledPaper, Press } from './press.ts';

export const DOCX_TYPE = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';
export const PDF_TYPE = 'application/pdf';

/** A stored or rendered file with the name under which people save it. */
export interface PaperFile {
  readonly filename: string;
  readonly contentType: string;
  readonly content: Uint8Array;
}

/** How papers come about: drafted from the record, signed with their files, never numbered twice. */
export interface Papers {
  /** The paper that an effect orders, drafted if it is not yet; effects of one event for the same paper are its copies. Undefined: the event orders none. */
  open(caseId: CaseId, seq: number, nth: number): Promise<CaseId | undefined>;
  /** Issues a paper that needs no hand, if it is whole; undefined if there is nothing to do. */
  issue(paper: CaseId): Promise<RecordOutcome | undefined>;
  /** A person's act on a paper. Signing makes the files and gives the number in one act; what completes a paper must be of the template's types. */
  record(request: RecordRequest & { readonly caseId: CaseId }): Promise<RecordOutcome>;
  /** Fills a draft again from the record of today. */
  redraft(paper: CaseId): Promise<void>;
  /** Whether the paper may still go out; if its ground is gone and it has not been served, it is voided. */
  stands(paper: CaseId): Promise<boolean>;
  /** The stored files of a signed paper, or a draft's as they would look. Undefined: no such paper. */
  file(paper: CaseId, which: 'docx' | 'pdf'): Promise<PaperFile | undefined>;
  /** Records what became of a paper on its way; a refusal (it is no longer on its way) is no error. */
  note(paper: CaseId, commandId: string, type: 'serveNotice' | 'recordUndelivered', payload: JsonObject): Promise<void>;
}

export interface PapersDeps {
  readonly ledger: Ledger;
  readonly db: Database;
  readonly blobs: Blobs;
  readonly press: Press;
  now(): Instant;
}

const ENGINE = { post: 'engine' };
/** So often a number is taken by somebody else before the paper is given up for this time. */
const MOST_NUMBERS = 20;

/** The office's papers over a ledger. */
export function createPapers(deps: PapersDeps): Papers {
  const { ledger, press } = deps;

  async function stateOf(paper: CaseId): Promise<NoticeState | undefined> {
    const state = await ledger.state(paper);
    return state?.kind === 'notice' ? (state as NoticeState) : undefined;
  }

  async function open(caseId: CaseId, seq: number, nth: number): Promise<CaseId | undefined> {
    const event = (await ledger.events(caseId, seq - 1))[0];
    const main = event && placeOf(event, nth);
    if (event?.seq !== seq || main === undefined) return undefined;
    const id = noticeId(caseId, seq, main);
    if (await ledger.row(id)) return id;
    const effect = event.effects[main] as IssueNotice;
    const outcome = await ledger.record({
      kind: 'notice',
      caseId: id,
      commandId: `draft:${id}`,
      type: 'draftNotice',
      actor: ENGINE,
      payload: draftOf(event, main, effect, await press.fill({ caseId, event, effect })),
    });
    // Somebody else drafted it in the meantime, from what the record said then.
    if (!outcome.ok && !(await ledger.row(id))) throw new PaperRefused(outcome.refusal);
    return id;
  }

  /** Makes the files and records the act that names them; with another number if somebody was faster, or if the year has turned meanwhile. */
  async function printAndRecord(
    paper: CaseId,
    record: (made: NoticeMade, attempt: number) => Promise<RecordOutcome>,
    at: () => Instant,
  ): Promise<RecordOutcome> {
    for (let attempt = 1; ; attempt++) {
      const state = await stateOf(paper);
      if (state === undefined) return { ok: false, refusal: refuse('case-not-found') };
      const outcome = await record(await make(deps, state, at()), attempt);
      if (outcome.ok || outcome.refusal.code !== 'notice-number-taken' || attempt === MOST_NUMBERS) return outcome;
    }
  }

  return {
    open,

    async issue(paper) {
      await ledger.settle(paper);
      const state = await stateOf(paper);
      if (state?.stage !== 'draft' && state?.stage !== 'reviewed') return undefined;
      if (state.signature === 'required' || state.missing.length > 0 || awaitsReview(state)) return undefined;
      return printAndRecord(
        paper,
        (made, attempt) =>
          ledger.record({
            kind: 'notice',
            caseId: paper,
            commandId: `issue:${paper}:${made.number}:${attempt}`,
            type: 'issueNotice',
            payload: { made: { ...made } },
            actor: ENGINE,
          }),
        deps.now,
      );
    },

    async record(request) {
      if (request.type === 'completeNotice') return complete(deps, request);
      if (request.type !== 'signNotice') return ledger.record(request);
      const { made: _, ...given } = request.payload;
      const before = await repeated(ledger, request, given);
      if (before) return before;
      const state = await stateOf(request.caseId);
      const ready =
        state &&
        (state.stage === 'draft' || state.stage === 'reviewed') &&
        state.missing.length === 0 &&
        !awaitsReview(state);
      // The core says what is wrong; nothing is printed for that.
      if (!ready) return ledger.record({ ...request, payload: { ...given, made: { ...BLANK } } });
      return printAndRecord(
        request.caseId,
        (made) => ledger.record({ ...request, payload: { ...given, made: { ...made } } }),
        () => request.at ?? deps.now(),
      );
    },

    async redraft(paper) {
      const state = await stateOf(paper);
      const opener = openerNamed(paper);
      if (opener === undefined || (state?.stage !== 'draft' && state?.stage !== 'reviewed')) return;
      const event = (await ledger.events(opener, state.ordered.seq - 1))[0];
      const effect = event?.effects[state.ordered.nth];
      if (event === undefined || effect?.do !== 'issueNotice') return;
      const { template, fields, values } = await press.fill({ caseId: opener, event, effect });
      await ledger.record({
        kind: 'notice',
        caseId: paper,
        commandId: `redraft:${paper}:${state.seq}`,
        type: 'redraftNotice',
        payload: { template, fields, values } as unknown as JsonObject,
        actor: ENGINE,
      });
    },

    async stands(paper) {
      await ledger.settle(paper);
      const state = await stateOf(paper);
      if (state === undefined || state.stage === 'voided' || state.stage === 'recalled') return false;
      const opener = openerNamed(paper);
      const ordering = opener === undefined ? undefined : await ledger.state(opener);
      if (state.stage !== 'signed' || !hasLostGround(state, ordering)) return true;
      await ledger.record({
        kind: 'notice',
        caseId: paper,
        commandId: `void:${paper}`,
        type: 'voidNotice',
        payload: { reason: '已撤销' },
        actor: ENGINE,
      });
      return false;
    },

    async file(paper, which) {
      const state = await stateOf(paper);
      if (state === undefined) return undefined;
      const { made } = state;
      const content = made ? (await deps.blobs.read(made[which]))?.bytes : (await press.print(state, undefined))[which];
      if (content === undefined) return undefined;
      const name = `${state.title}（${made?.reference ?? '草稿'}）.${which}`;
      return {
        filename: name.replace(/[\\/:*?"<>|\p{Cc}]/gu, '_'),
        contentType: which === 'docx' ? DOCX_TYPE : PDF_TYPE,
        content,
      };
    },

    async note(paper, commandId, type, payload) {
      await ledger.record({ kind: 'notice', caseId: paper, commandId, type, payload, actor: ENGINE });
    },
  };
}

/** A draft that the core did not take; its case is not there any more. */
class PaperRefused extends Error {
  readonly code: string;
  constructor({ code, message }: Refusal) {
    super(message);
    this.name = 'PaperRefused';
    this.code = code;
  }
}

/** Place of the effect that orders a paper: the first of its event with the same kind of paper and issuer; the others are its copies. */
function placeOf(event: SealedEvent, nth: number): number | undefined {
  const asked = event.effects[nth];
  if (asked?.do !== 'issueNotice') return undefined;
  const first = event.effects.findIndex((one) => samePaper(one, asked));
  return first < 0 ? undefined : first;
}

function samePaper(one: SealedEvent['effects'][number], other: IssueNotice): one is IssueNotice {
  return one.do === 'issueNotice' && one.notice === other.notice && samePost(one.issuer, other.issuer);
}

function samePost(a: PostRef, b: PostRef): boolean {
  return a.post === b.post && a.organisation === b.organisation;
}

/** A draft as the command that records it. A ladder's paper was signed where it was ordered, or needs no signature. */
function draftOf(event: SealedEvent, nth: number, effect: IssueNotice, filled: FilledPaper): JsonObject {
  const { seq, at, type, payload, actor } = event;
  const rung = event.kind === 'matter' && typeof payload.rung === 'number' ? payload.rung : undefined;
  const signature: NoticeSignature =
    rung === undefined ? (filled.unsigned ? 'none' : 'required') : type === 'NoticeSigned' ? 'given' : 'none';
  const { unsigned: _, ...rest } = filled;
  return {
    ...(rest as unknown as JsonObject),
    notice: effect.notice,
    issuer: { ...effect.issuer },
    to: { ...effect.to },
    copies: event.effects
      .slice(nth + 1)
      .filter((one): one is IssueNotice => samePaper(one, effect))
      .map(({ to }): Json => ({ ...to })),
    signature,
    ordered: { seq, nth, at, type },
    ...(signature === 'given'
      ? { signed: { post: actor.post, ...(actor.person === undefined ? {} : { person: actor.person }), at } }
      : {}),
    ...(rung === undefined ? {} : { rung }),
  };
}

const NOTHING = '0'.repeat(64);
const BLANK: NoticeMade = { number: 0, year: 0, reference: '—', values: NOTHING, docx: NOTHING, pdf: NOTHING };

/** Prints under the next number; the files are on disk before anything names them. */
async function make({ db, blobs, press, now }: PapersDeps, state: NoticeState, at: Instant): Promise<NoticeMade> {
  const day = dayOf(at);
  const year = Number(day.slice(0, 4));
  const number = (await readLastNumber(db.knex, numberKey(state), year)) + 1;
  const reference = await press.reference(state, year, number);
  const { docx, pdf } = await press.print(state, { reference, day });
  const stored = {
    docx: (await blobs.put(docx, DOCX_TYPE, now())).sha256,
    pdf: (await blobs.put(pdf, PDF_TYPE, now())).sha256,
  };
  return { number, year, reference, values: valuesHash(state.values), ...stored };
}

/** What a person gives is checked against the template; unknown and empty fields are the core's to refuse. */
async function complete(
  { ledger, press }: PapersDeps,
  request: RecordRequest & { readonly caseId: CaseId },
): Promise<RecordOutcome> {
  const state = await ledger.state(request.caseId);
  const { values } = request.payload;
  if (state?.kind !== 'notice' || typeof values !== 'object' || values === null || Array.isArray(values))
    return ledger.record(request);
  const wrong = Object.entries(press.check(state as NoticeState, values as JsonObject));
  if (wrong.length === 0) return ledger.record(request);
  return {
    ok: false,
    refusal: refuse('invalid', { fields: Object.fromEntries(wrong.map(([id, why]) => [`values.${id}`, why])) }),
  };
}

/** The same act again: what it came to then. Its files may be other bytes now, so it is looked for by its id and not by its fingerprint. */
async function repeated(
  ledger: Ledger,
  request: RecordRequest & { readonly caseId: CaseId },
  given: JsonObject,
): Promise<RecordOutcome | undefined> {
  const event = (await ledger.events(request.caseId)).find((one) => one.commandId === request.commandId);
  if (event === undefined) return undefined;
  const { made, series: _s, year: _y, number: _n, ...said } = event.payload;
  const same =
    event.command === request.type && event.actor.person === request.actor.person && digest(said) === digest(given);
  if (!same || made === undefined) return { ok: false, refusal: refuse('command-id-reused') };
  return ledger.record({ ...request, payload: { ...given, made } });
}

function digest(value: JsonObject): string {
  return createHash('sha256')
    .update(JSON.stringify(Object.entries(value).sort()))
    .digest('hex');
}
