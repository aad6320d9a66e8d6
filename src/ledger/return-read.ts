import { hash } from 'node:crypto';
import { readCalendarBody, readNewestCalendar } from '../../db/calendar.ts';
import type { Database } from '../../db/open.ts';
import { readOrganisations } from '../../db/organisation.ts';
import type { Refusal } from '../core/case.ts';
import { parseCalendar } from '../core/deadline/calendar.ts';
import { dueOfRound, roundAt } from '../core/duty/rounds.ts';
import { type Day, dayOf, type Instant } from '../core/instant.ts';
import { cutOffOf, type Month, monthPlus } from '../core/monthly/month.ts';
import { type ReturnRow, rowsOf } from '../core/monthly/wording.ts';
import type { RecordState } from '../core/record/state.ts';
import { refuse } from '../core/refusal.ts';
import { dutyNamed } from '../core/rules/duty-rules.ts';
import type { ListedEntry, Registers } from './registers.ts';
import type { Span } from './return-draw.ts';

/** Under which name the return of the street as a whole is asked for. */
export const STREET = 'street';

/** The registers that hold returns, who signed them, and who sent them in. */
export const RETURN_REGISTERS = {
  text: 'monthlyReturn',
  signature: 'returnSignature',
  submission: 'returnSubmission',
} as const;

const DUTY = 'duty.monthlyReturn';

/** How far a return has come; `missing`: not drafted yet. */
export type ReturnStage = 'missing' | 'draft' | 'signed' | 'submitted';

/** A month's return of one organisation, as a list shows it. */
export interface ReturnHead {
  readonly month: Month;
  readonly organisation: string;
  readonly name: string;
  /** The street's own, over everybody. */
  readonly street: boolean;
  readonly stage: ReturnStage;
  /** The last day on which it is in time. */
  readonly dueDay?: Day;
  /** Past its day and not sent in: it goes up marked as unconfirmed (未经确认). */
  readonly unconfirmed: boolean;
  /** Measures whose words the organisation has changed or added to. */
  readonly edited: readonly number[];
  readonly caseId?: string;
  readonly signedAt?: Instant;
  readonly submittedAt?: Instant;
}

/** A return as it stands on record. */
export interface RecordedReturn extends ReturnHead {
  readonly span: Span;
  readonly rows: readonly ReturnRow[];
  /** Of the figures as they were when it was drawn. */
  readonly digest: string;
}

/** What stands on record of monthly returns. */
export function createReturnReader({
  db,
  registers,
  now,
}: {
  readonly db: Database;
  readonly registers: Registers;
  readonly now: () => Instant;
}) {
  /** Who sends in returns, with their names: villages and departments; last the street itself. */
  async function bodies(): Promise<readonly Pick<ReturnHead, 'organisation' | 'name' | 'street'>[]> {
    const all = await readOrganisations(db.knex);
    const street = all.find(({ kind }) => kind === 'street');
    return [
      ...all
        .filter(({ kind }) => kind === 'village' || kind === 'department')
        .map(({ id, name }) => ({ organisation: id, name, street: false })),
      ...(street === undefined ? [] : [{ organisation: street.id, name: street.name, street: true }]),
    ];
  }

  async function entriesOf(codes: readonly string[]) {
    const limit = codes.length * 4 + 10;
    const by = (register: string) => ({ register, inForce: true, anyOf: { field: 'return', values: codes } });
    const [texts, signatures, submissions] = await Promise.all([
      registers.list({ register: RETURN_REGISTERS.text, inForce: true, ids: codes }, { limit: codes.length + 1 }),
      registers.list(by(RETURN_REGISTERS.signature), { limit }),
      registers.list(by(RETURN_REGISTERS.submission), { limit }),
    ]);
    return { texts, signatures, submissions };
  }

  async function spanOf(month: Month, organisation: string): Promise<Span> {
    const [last] = await registers.list(
      { register: RETURN_REGISTERS.text, inForce: true, ids: [codeOf(monthPlus(month, -1), organisation)] },
      { limit: 1 },
    );
    const at = cutOffOf(monthPlus(month, -1));
    const from = { at, known: last ? fieldOf(last, 'known') : at };
    return { from, to: { at: cutOffOf(month), known: cutOffOf(month) }, next: cutOffOf(monthPlus(month, 1)) };
  }

  async function dueDay(month: Month): Promise<Day | undefined> {
    const rules = await registers.rulesOn(dayOf(cutOffOf(month)));
    const rule = rules && dutyNamed(rules, DUTY);
    const entry = rules && (await readNewestCalendar(db.knex, rules.calendar));
    if (!rule || !entry) return undefined;
    const calendar = await readCalendar(entry.id);
    return calendar
      ? (dueOfRound(DUTY, roundAt(rule.recurs, `${month}-25`), calendar).lastDay ?? undefined)
      : undefined;
  }

  async function readCalendar(id: string) {
    const body = await readCalendarBody(db.knex, id);
    return body === undefined ? undefined : parseCalendar(JSON.parse(body));
  }

  async function heads(
    month: Month,
    wanted?: readonly string[],
  ): Promise<readonly (ReturnHead & Partial<RecordedReturn>)[]> {
    const all = (await bodies()).filter(
      ({ organisation, street }) =>
        wanted === undefined || wanted.includes(street ? STREET : organisation) || wanted.includes(organisation),
    );
    const codes = all.map(({ organisation }) => codeOf(month, organisation));
    const { texts, signatures, submissions } = await entriesOf(codes);
    const due = await dueDay(month);
    return all.map((body) => {
      const code = codeOf(month, body.organisation);
      const text = texts.find(({ key }) => key === code);
      const base = { month, ...body, ...(due === undefined ? {} : { dueDay: due }) };
      const late = due !== undefined && dayOf(now()) > due && !body.street;
      if (text === undefined) return { ...base, stage: 'missing' as const, unconfirmed: late, edited: [] };
      const rows = rowsOf((text.state as RecordState).fields);
      const digest = textDigest(rows);
      const own = (list: readonly ListedEntry[]) =>
        list.filter(
          (one) =>
            fieldOf(one, 'return') === code &&
            fieldOf(one, 'text') === digest &&
            one.organisation === body.organisation,
        );
      const signature = own(signatures)[0];
      const submission = own(submissions).find((one) =>
        own(signatures).some(({ caseId }) => caseId === fieldOf(one, 'signature')),
      );
      const stage: ReturnStage = submission ? 'submitted' : signature ? 'signed' : 'draft';
      return {
        ...base,
        stage,
        unconfirmed: late && stage !== 'submitted',
        edited: rows.filter(isEdited).map(({ measure }) => measure),
        caseId: text.caseId,
        ...(signature ? { signedAt: signature.enteredAt } : {}),
        ...(submission ? { submittedAt: submission.enteredAt } : {}),
        span: recordedSpan(text, month),
        rows,
        digest: fieldOf(text, 'digest'),
      };
    });
  }

  async function read(month: Month, organisation: string): Promise<RecordedReturn | Refusal> {
    const [head] = await heads(month, [organisation]);
    if (head?.rows === undefined) return refuse('return-missing');
    return head as RecordedReturn;
  }

  return { bodies, heads, read, entriesOf, spanOf };
}

/** The key of a return's entry. */
export function codeOf(month: Month, organisation: string): string {
  return `${organisation}-${month}`;
}

/** A field of an entry as text. */
export function fieldOf({ state }: ListedEntry, field: string): string {
  return String((state as RecordState).fields[field] ?? '');
}

function recordedSpan(entry: ListedEntry, month: Month): Span {
  return {
    from: { at: fieldOf(entry, 'fromAt'), known: fieldOf(entry, 'fromKnown') },
    to: { at: fieldOf(entry, 'cutOff'), known: fieldOf(entry, 'known') },
    next: cutOffOf(monthPlus(month, 1)),
  };
}

function isEdited({ words, drawnDone, drawnNext }: ReturnRow): boolean {
  return words !== '' || drawnDone !== undefined || drawnNext !== undefined;
}

/** What is signed: the rows as they stand, word for word. */
export function textDigest(rows: readonly ReturnRow[]): string {
  const texts = rows.map(({ measure, done, next, leader, officer, remark, words }) => [
    measure,
    done,
    next,
    leader,
    officer,
    remark,
    words,
  ]);
  return hash('sha256', JSON.stringify(texts), 'hex');
}
