import type { Json, JsonObject } from '../case.ts';

/** A row of a return as it stands on record: drawn, worded, signed for. */
export interface ReturnRow {
  readonly measure: number;
  readonly done: string;
  readonly next: string;
  readonly leader: string;
  readonly officer: string;
  readonly remark: string;
  /** Words that the organisation added (补充). */
  readonly words: string;
  /** What the system had drawn, where the organisation has worded it otherwise. */
  readonly drawnDone?: string;
  readonly drawnNext?: string;
}

/** What an organisation changes of a row. */
export interface RowEdit {
  readonly measure: number;
  readonly done?: string;
  readonly next?: string;
  readonly words?: string;
}

/** The rows that an entry holds. */
export function rowsOf(fields: JsonObject): readonly ReturnRow[] {
  const rows = Array.isArray(fields.rows) ? (fields.rows as readonly JsonObject[]) : [];
  const text = (value: Json | undefined) => (typeof value === 'string' ? value : '');
  return rows.map((row) => ({
    measure: Number(row.measure),
    done: text(row.done),
    next: text(row.next),
    leader: text(row.leader),
    officer: text(row.officer),
    remark: text(row.remark),
    words: text(row.words),
    ...(typeof row.drawnDone === 'string' ? { drawnDone: row.drawnDone } : {}),
    ...(typeof row.drawnNext === 'string' ? { drawnNext: row.drawnNext } : {}),
  }));
}

/** Numbers of a sentence in their order: what wording may not change. */
export function numbersIn(text: string): readonly string[] {
  return text.match(/\d+(?:\.\d+)?/g) ?? [];
}

/** Rows after edits; `wrong` names the measures whose numbers an edit would have changed. */
export function reworded(
  rows: readonly ReturnRow[],
  edits: readonly RowEdit[],
): { readonly rows: readonly ReturnRow[]; readonly wrong: readonly number[] } {
  const wrong = new Set<number>();
  const after = rows.map((row) => {
    const edit = edits.find(({ measure }) => measure === row.measure);
    if (edit === undefined) return row;
    const [done, next] = [worded(row.done, row.drawnDone, edit.done), worded(row.next, row.drawnNext, edit.next)];
    if (!done.ok || !next.ok) wrong.add(row.measure);
    const { drawnDone: _, drawnNext: __, ...kept } = row;
    return {
      ...kept,
      done: done.text,
      next: next.text,
      ...(done.drawn === undefined ? {} : { drawnDone: done.drawn }),
      ...(next.drawn === undefined ? {} : { drawnNext: next.drawn }),
      words: edit.words?.trim() ?? row.words,
    };
  });
  return { rows: after, wrong: [...wrong] };
}

function worded(now: string, drawn: string | undefined, edit: string | undefined) {
  const original = drawn ?? now;
  const text = edit?.trim() || now;
  const ok = numbersIn(text).join() === numbersIn(original).join();
  return { text, ok, drawn: text === original ? undefined : original };
}
