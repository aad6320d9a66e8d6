import type { Database } from '../../db/open.ts';
import type { Actor, JsonObject, Refusal } from '../core/case.ts';
import { dayOf, type Instant } from '../core/instant.ts';
import { cutOffOf, draftedAt, type Month, monthPlus } from '../core/monthly/month.ts';
import { type ReturnRow, type RowEdit, reworded } from '../core/monthly/wording.ts';
import { refuse } from '../core/refusal.ts';
import type { CaseFacts } from './case-facts.ts';
import type { Ledger, RecordOutcome } from './ledger.ts';
import type { Registers } from './registers.ts';
import { createDrawer, type Drawn, type Span } from './return-draw.ts';
import {
  codeOf,
  createReturnReader,
  fieldOf,
  RETURN_REGISTERS,
  type RecordedReturn,
  type ReturnHead,
  STREET,
  textDigest,
} from './return-read.ts';

const ENGINE: Actor = { post: 'engine' };

/** The monthly returns over a ledger. */
export type Returns = ReturnType<typeof createReturns>;

/** What somebody does with a return: under which id, in which post. */
export interface ReturnAct {
  readonly commandId: string;
  readonly actor: Actor;
}

/** Monthly returns (9+6 汇总表): drawn from what was known at the cut-off, worded by the organisation, signed, sent in. Each is an entry of a register. */
export function createReturns({
  db,
  ledger,
  registers,
  facts,
  now,
}: {
  readonly db: Database;
  readonly ledger: Ledger;
  readonly registers: Registers;
  readonly facts: CaseFacts;
  readonly now: () => Instant;
}) {
  const drawer = createDrawer({ db, facts });
  const { bodies, heads, read, entriesOf, spanOf } = createReturnReader({ db, registers, now });

  async function drawAll(
    month: Month,
    organisations: readonly string[],
  ): Promise<ReadonlyMap<string, { span: Span; drawn: Drawn }>> {
    const spans = await Promise.all(organisations.map(async (id) => ({ id, span: await spanOf(month, id) })));
    const rules = await registers.rulesOn(dayOf(cutOffOf(month)));
    const found = new Map<string, { span: Span; drawn: Drawn }>();
    // Those whose last return looked at the same instant are drawn from one reading.
    for (const group of Map.groupBy(spans, ({ span }) => span.from.known).values()) {
      const [{ span }] = group as [(typeof group)[number]];
      const drawn = await drawer.draw(
        span,
        group.map(({ id }) => placeOf(id)),
        rules,
      );
      for (const { id } of group) found.set(id, { span, drawn: drawn.get(placeOf(id)) as Drawn });
    }
    return found;
  }

  return {
    bodies,
    read,
    /** Every return of a month, drafted or not. */
    list: (month: Month): Promise<readonly ReturnHead[]> => heads(month),

    /** The figures of a return with their cases, drawn again as they were known when it was drafted; before that as they will be. */
    async draw(month: Month, organisation: string): Promise<{ readonly span: Span; readonly drawn: Drawn }> {
      const recorded = await read(month, organisation);
      const span = 'refused' in recorded ? await spanOf(month, organisation) : recorded.span;
      const rules = await registers.rulesOn(dayOf(cutOffOf(month)));
      const drawn = await drawer.draw(span, [placeOf(organisation)], rules);
      return { span, drawn: drawn.get(placeOf(organisation)) as Drawn };
    },

    /** Drafts a month's returns that are not there yet, from one reading of the ledger; resolves with what was recorded. */
    async draft(month: Month, actor: Actor = ENGINE, only?: readonly string[]): Promise<readonly RecordOutcome[]> {
      if (now() < draftedAt(month)) return [{ ok: false, refusal: refuse('return-not-due') }];
      const missing = (await heads(month, only)).filter(({ stage }) => stage === 'missing');
      const drawn = await drawAll(
        month,
        missing.map(({ organisation }) => organisation),
      );
      const outcomes: RecordOutcome[] = [];
      for (const { organisation, name } of missing) {
        const { span, drawn: own } = drawn.get(organisation) as { span: Span; drawn: Drawn };
        const code = codeOf(month, organisation);
        outcomes.push(
          await ledger.record({
            kind: 'record',
            commandId: `return:${code}`,
            type: 'enterRecord',
            payload: { register: RETURN_REGISTERS.text, fields: fieldsOf(code, name, month, organisation, span, own) },
            actor,
          }),
        );
      }
      return outcomes;
    },

    /** Draws a return again with what is known now: figures corrected at their source since the draft are in it. Words that were added stay. */
    async redraw(month: Month, organisation: string, { commandId, actor }: ReturnAct): Promise<RecordOutcome> {
      const before = await read(month, organisation);
      if ('refused' in before) return refused(before);
      if (before.stage === 'submitted') return refused(refuse('return-submitted'));
      const follower = await read(monthPlus(month, 1), organisation);
      if (!('refused' in follower)) return refused(refuse('return-followed'));
      const known = now();
      const span = { ...before.span, to: { ...before.span.to, known } };
      const rules = await registers.rulesOn(dayOf(cutOffOf(month)));
      const drawn = (await drawer.draw(span, [placeOf(organisation)], rules)).get(placeOf(organisation)) as Drawn;
      const rows = drawn.recorded.map((row) => ({
        ...row,
        words: before.rows.find(({ measure }) => measure === row.measure)?.words ?? '',
      }));
      const changes = { known, digest: drawn.digest, rows: rows.map(recordedRow) };
      return amend(before, commandId, actor, changes, '重新取数');
    },

    /** Changes words; numbers stay as they were drawn. */
    async edit(
      month: Month,
      organisation: string,
      edits: readonly RowEdit[],
      { commandId, actor }: ReturnAct,
    ): Promise<RecordOutcome> {
      const before = await read(month, organisation);
      if ('refused' in before) return refused(before);
      if (before.stage === 'submitted') return refused(refuse('return-submitted'));
      const { rows, wrong } = reworded(before.rows, edits);
      if (wrong.length > 0) {
        const fields = Object.fromEntries(
          wrong.map((measure) => [`rows.${measure}`, `第 ${measure} 项的数字与原稿不一致`]),
        );
        return refused(refuse('return-numbers-fixed', { fields }));
      }
      return amend(before, commandId, actor, { rows: rows.map(recordedRow) }, '修改文字');
    },

    /** The leader in charge signs the text as it stands. */
    async sign(month: Month, organisation: string, { commandId, actor }: ReturnAct): Promise<RecordOutcome> {
      const before = await read(month, organisation);
      if ('refused' in before) return refused(before);
      if (before.stage === 'submitted') return refused(refuse('return-submitted'));
      return enter(RETURN_REGISTERS.signature, before, commandId, actor);
    },

    /** Sends in what was signed: the duty of the month is done by it. */
    async submit(month: Month, organisation: string, { commandId, actor }: ReturnAct): Promise<RecordOutcome> {
      const before = await read(month, organisation);
      if ('refused' in before) return refused(before);
      if (before.stage === 'submitted') return refused(refuse('return-submitted'));
      if (before.stage !== 'signed') return refused(refuse('return-unsigned'));
      const code = codeOf(month, organisation);
      const { signatures } = await entriesOf([code]);
      const signature = signatures.find((one) => fieldOf(one, 'text') === textDigest(before.rows));
      return enter(RETURN_REGISTERS.submission, before, commandId, actor, { signature: signature?.caseId ?? '' });
    },
  };

  function amend(
    { caseId = '' }: RecordedReturn,
    commandId: string,
    actor: Actor,
    changes: JsonObject,
    reason: string,
  ): Promise<RecordOutcome> {
    return ledger.record({
      kind: 'record',
      caseId,
      commandId,
      type: 'amendRecord',
      payload: { changes, reason },
      actor,
    });
  }

  function enter(
    register: string,
    { month, organisation, rows }: RecordedReturn,
    commandId: string,
    actor: Actor,
    more: JsonObject = {},
  ): Promise<RecordOutcome> {
    const fields = {
      return: codeOf(month, organisation),
      ...placed(organisation),
      round: month,
      text: textDigest(rows),
      ...more,
    };
    return ledger.record({ kind: 'record', commandId, type: 'enterRecord', payload: { register, fields }, actor });
  }
}

function fieldsOf(
  code: string,
  name: string,
  month: Month,
  organisation: string,
  { from, to }: Span,
  { recorded, digest }: Drawn,
): JsonObject {
  return {
    code,
    title: `${name} ${month}`,
    ...placed(organisation),
    round: month,
    fromAt: from.at,
    fromKnown: from.known,
    cutOff: to.at,
    known: to.known,
    rows: recorded.map(recordedRow),
    digest,
  };
}

const refused = (refusal: Refusal): RecordOutcome => ({ ok: false, refusal });
const placeOf = (organisation: string) => (organisation === STREET ? undefined : organisation);
const placed = (organisation: string): JsonObject => (organisation === STREET ? {} : { organisation });

/** Empty texts are left out: a register knows nothing that is empty. */
function recordedRow({ remark, words, ...row }: ReturnRow): JsonObject {
  return { ...row, ...(remark === '' ? {} : { remark }), ...(words === '' ? {} : { words }) };
}
