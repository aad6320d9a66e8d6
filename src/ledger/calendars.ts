import {
  type CalendarEntry,
  publishCalendar,
  readCalendarBody,
  readCalendars,
  readNewestCalendar,
} from '../../db/calendar.ts';
import type { Database } from '../../db/open.ts';
import { noteTermsAct, readTermsHistory, type TermsAct } from '../../db/terms-history.ts';
import type { Actor } from '../core/case.ts';
import { type Calendar, CalendarError, parseCalendar } from '../core/deadline/calendar.ts';
import type { Day, Instant } from '../core/instant.ts';
import { canonicalJson } from '../core/log/canonical.ts';
import { type CalendarNotice, type DayChange, mergeNotice, parseNotice } from '../core/rules/calendar-notice.ts';
import { mayAct, reasonOf } from './rule-acts.ts';
import { TermsRefused } from './terms-refused.ts';

/** A yearly notice on its way into a lineage of calendars. */
export interface NoticeRequest {
  /** `{ year, holidays, makeUpDays, source }`. */
  readonly json: unknown;
  readonly actor: Actor;
  /** Why; required for a correction. */
  readonly reason?: string;
  /** Any calendar of the lineage; default: the one published last. */
  readonly calendar?: string;
  /** The notice puts a year right that was imported before. */
  readonly corrects?: boolean;
}

/** What an import has made. */
export interface ImportedCalendar {
  readonly id: string;
  readonly supersedes: string;
  readonly kind: 'extended' | 'corrected';
  readonly coveredUntil: Day;
  readonly changes: readonly DayChange[];
}

/** A calendar with its place in the lineage and its history. */
export interface CalendarView extends CalendarEntry {
  readonly content: Calendar;
  readonly history: readonly TermsAct[];
}

/** Working calendars and the import of yearly notices. Throws TermsRefused or DatabaseError; nothing is stored half-way. */
export interface CalendarBook {
  list(): Promise<readonly (CalendarEntry & { readonly coveredUntil: Day })[]>;
  /** The newest calendar of a lineage, or of all. */
  newest(calendar?: string): Promise<CalendarView>;
  show(id: string): Promise<CalendarView>;
  /** Adds a year to a lineage, or puts one right: a new version, the old one stays as it is. */
  importNotice(request: NoticeRequest): Promise<ImportedCalendar>;
  /** What an import would make, with everything that it checks; nothing is stored. */
  rehearse(request: NoticeRequest): Promise<ImportedCalendar & { readonly content: Calendar }>;
}

/** The only writer of calendars after the first. */
export function createCalendarBook({ db, now }: { readonly db: Database; now(): Instant }): CalendarBook {
  const { knex } = db;

  async function contentOf(id: string): Promise<Calendar> {
    const body = await readCalendarBody(knex, id);
    if (body === undefined) throw new TermsRefused('calendar-not-found', [], id);
    return parseCalendar(JSON.parse(body));
  }

  async function view(entry: CalendarEntry | undefined, wanted: string): Promise<CalendarView> {
    if (entry === undefined) throw new TermsRefused('calendar-not-found', [], wanted);
    return {
      ...entry,
      content: await contentOf(entry.id),
      history: await readTermsHistory(knex, 'calendar', entry.id),
    };
  }

  async function newest(calendar?: string): Promise<CalendarView> {
    const named = calendar ?? (await readCalendars(knex))[0]?.id ?? '';
    return view(await readNewestCalendar(knex, named), named);
  }

  return {
    list: async () =>
      Promise.all(
        (await readCalendars(knex)).map(async (entry) => ({
          ...entry,
          coveredUntil: (await contentOf(entry.id)).coveredUntil,
        })),
      ),
    newest,
    show: async (id) =>
      view(
        (await readCalendars(knex)).find((entry) => entry.id === id),
        id,
      ),
    rehearse: async (request) => (await prepared(request)).result,
    async importNotice(request) {
      const { actor, reason, before, notice, body, result } = await prepared(request);
      const { content: _, ...imported } = result;
      const { id, kind, changes } = imported;
      const at = now();
      await knex.transaction(async (trx) => {
        const after = { lineage: before.lineage, edition: before.edition + 1, supersedes: before.id };
        if (!(await publishCalendar(trx, { id, body, publishedAt: at, publishedBy: actor.person, after })))
          throw new TermsRefused('calendar-moved');
        const detail = JSON.stringify({
          year: notice.year,
          source: notice.source,
          kind,
          supersedes: before.id,
          changes,
        });
        await noteTermsAct(trx, {
          object: 'calendar',
          id,
          at,
          act: 'imported',
          person: actor.person,
          post: actor.post,
          detail,
          ...(reason ? { reason } : {}),
        });
      });
      return imported;
    },
  };

  /** Everything about an import but the writing. */
  async function prepared(request: NoticeRequest) {
    const actor = mayAct(request.actor);
    const reason = request.corrects ? reasonOf(request.reason) : request.reason?.trim();
    const before = await newest(request.calendar);
    const { notice, merged } = merge(request, before.content);
    const { kind, changes, ...file } = merged;
    if (kind === 'same') throw new TermsRefused('calendar-same', [], `${notice.year}`);
    const id = idOf(before, file.sources, new Set((await readCalendars(knex)).map((entry) => entry.id)));
    const body = canonicalJson({ id, ...file }, Number.POSITIVE_INFINITY);
    // What is written must be readable again: a calendar that cannot be parsed would stop every case that is pinned to it.
    const content = parseCalendar(JSON.parse(body));
    const result = { id, supersedes: before.id, kind, coveredUntil: file.coveredUntil, changes, content };
    return { actor, reason, before, notice, body, result };
  }
}

function merge(
  request: NoticeRequest,
  before: Calendar,
): { readonly notice: CalendarNotice; readonly merged: ReturnType<typeof mergeNotice> } {
  try {
    const notice = parseNotice(request.json);
    return { notice, merged: mergeNotice(before, notice, request.corrects === true) };
  } catch (error) {
    if (!(error instanceof CalendarError)) throw error;
    throw new TermsRefused(
      'calendar-invalid',
      error.problems.map((problem) => {
        const [, path = '', message = problem] = /^([\w.]+)：([\s\S]*)$/.exec(problem) ?? [];
        return { path, message };
      }),
    );
  }
}

/** `cn-2024-2027`; a further one of the same years is `cn-2024-2027-r2`. */
function idOf(before: CalendarView, sources: { readonly [year: string]: string }, taken: ReadonlySet<string>): string {
  const years = Object.keys(sources).sort();
  const stem = before.lineage.replace(/-\d{4}-\d{4}(-r\d+)?$/, '');
  const id = `${stem}-${years[0]}-${years.at(-1)}`;
  if (!taken.has(id)) return id;
  for (let n = 2; ; n++) if (!taken.has(`${id}-r${n}`)) return `${id}-r${n}`;
}
