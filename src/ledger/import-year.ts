import type { CalendarBook, ImportedCalendar, NoticeRequest } from './calendars.ts';
import type { CaseMove, Progress, TermsMover } from './new-terms.ts';

/** A year that was imported, or would be, and what it does to the deadlines of open cases. */
export interface ImportedYear {
  readonly imported: ImportedCalendar;
  readonly cases: readonly CaseMove[];
}

interface Parts {
  readonly book: CalendarBook;
  readonly mover: TermsMover;
}

/** What an import would make, and which deadlines it would make firm or leave; nothing is stored. Throws TermsRefused. */
export async function rehearseYear({ book, mover }: Parts, request: NoticeRequest): Promise<ImportedYear> {
  const { content, ...imported } = await book.rehearse(request);
  const calendar = { calendar: content, supersedes: imported.supersedes };
  return { imported, cases: await mover.confirmationDryRun(request.actor, calendar) };
}

/**
 * Imports a year and makes the provisional deadlines of open cases firm, each by an event of its case. The batch is the calendar's id: cut
 * short, the run is finished by whoever repeats it, nothing twice; the running service does so by itself. Throws TermsRefused.
 */
export async function importYear(
  { book, mover }: Parts,
  request: NoticeRequest,
  progress?: Progress,
): Promise<ImportedYear> {
  const imported = await book.importNotice(request);
  return { imported, cases: await mover.confirm(request.actor, imported.id, progress ? { progress } : {}) };
}
