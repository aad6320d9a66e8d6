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

  /** The organisation as a view knows it: none for the street, whose return is over everybody. */
  const placeOf = ({ organisation, street }: Pick<ReturnHead, 'organisation' | 'street'>) =>
    street ? undefined : organisation;

  async function drawAll(
    month: Month,
    missing: readonly ReturnHead[],
  ): Promise<readonly { readonly head: ReturnHead; readonly span: Span; readonly drawn: Drawn }[]> {
    const spans = await Promise.all(
      missing.map(async (head) => ({ head, span: await spanOf(month, head.organisation) })),
    );
    const rules = await registers.rulesOn(dayOf(cutOffOf(month)));
    const found = [];
    // Those whose last return looked at the same instant are drawn from one reading.
    for (const group of Map.groupBy(spans, ({ span }) => span.from.known).values()) {
      const [first] = group;
      if (first === undefined) continue;
      const places = group.map(({ head }) => placeOf(head));
      const drawn = await drawer.draw(first.span, places, rules);
      for (const { head, span } of group) found.push({ head, span, drawn: drawn.get(placeOf(head)) as Drawn });
    }
    return found;
  }

  async function drawOne(month: Month, head: ReturnHead, span: Span): Promise<Drawn> {
    const rules = await registers.rulesOn(dayOf(cutOffOf(month)));
    return (await drawer.draw(span, [placeOf(head)], rules)).get(placeOf(head)) as Drawn;
  }

  return {
    bodies,
    read,
    /** Every return of a month, or those of some organisations, drafted or not; with its rows where it is. */
    list: heads,

    /** The figures of a return with their cases, drawn again as they were known when it was drafted; before that as they will be. */
    async draw(month: Month, organisation: string): Promise<{ readonly span: Span; readonly drawn: Drawn } | Refusal> {
      const [head] = await heads(month, [organisation]);
      if (head === undefined) return refuse('return-missing');
      const span = head.span ?? (await spanOf(month, head.organisation));
      return { span, drawn: await drawOne(month, head, span) };
    },

    /** Drafts a month's returns that are not there yet, from one reading of the ledger; resolves with what was recorded. */
    async draft(month: Month, actor: Actor = ENGINE, only?: readonly string[]): Promise<readonly RecordOutcome[]> {
      if (now() < draftedAt(month)) return [{ ok: false, refusal: refuse('return-not-due') }];
      const missing = (await heads(month, only)).filter(({ stage }) => stage === 'missing');
      const outcomes: RecordOutcome[] = [];
      for (const { head, span, drawn } of await drawAll(month, missing)) {
        const code = codeOf(month, head.organisation);
        outcomes.push(
          await ledger.record({
            kind: 'record',
            commandId: `return:${code}`,
            type: 'enterRecord',
            payload: { register: RETURN_REGISTERS.text, fields: fieldsOf(head, code, span, drawn) },
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
      const follower = await read(monthPlus(month, 1), before.organisation);
      if (!('refused' in follower)) return refused(refuse('return-followed'));
      const known = now();
      const span = { ...before.span, to: { ...before.span.to, known } };
      const drawn = await drawOne(month, before, span);
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
      const code = codeOf(month, before.organisation);
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
      organisation,
      round: month,
      text: textDigest(rows),
      ...more,
    };
    return ledger.record({ kind: 'record', commandId, type: 'enterRecord', payload: { register, fields }, actor });
  }
}

function fieldsOf(
  { name, month, organisation }: ReturnHead,
  code: string,
  { from, to }: Span,
  { recorded, digest }: Drawn,
): JsonObject {
  return {
    code,
    title: `${name} ${month}`,
    organisation,
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

/** Empty texts are left out: a register knows nothing that is empty. */
function recordedRow({ remark, words, ...row }: ReturnRow): JsonObject {
  return { ...row, ...(remark === '' ? {} : { remark }), ...(words === '' ? {} : { words }) };
}
