import { kindOfDay } from '../../core/deadline/calendar.ts';
import { type CalendarView, createCalendarBook } from '../../ledger/calendars.ts';
import { importYear, rehearseYear } from '../../ledger/import-year.ts';
import { createTermsMover } from '../../ledger/new-terms.ts';
import type { Api, App } from '../api.ts';
import { principalOf } from '../authenticate.ts';
import {
  calendarDetail,
  calendarList,
  calendarParams,
  confirmBody,
  importedAnswer,
  movedCases,
  noticeBody,
  yearQuery,
} from '../contract/rules.ts';
import { problemAnswer } from '../contract.ts';
import { refusable, ruleActor } from '../terms-acts.ts';
import { movesOf } from './rules.ts';

const tags = ['工作日历'];
const readRefusals = { 401: problemAnswer, 404: problemAnswer, 422: problemAnswer };

/** Working calendars: reading, and the import of the yearly notice. */
export function calendarRoutes(app: App, { db, ledger, kinds, now }: Api): void {
  const book = createCalendarBook({ db, now });
  const mover = createTermsMover({ db, ledger, kinds, now });

  app.get(
    '/calendar',
    {
      config: { gate: 'login' },
      schema: { tags, summary: '工作日历的各个版本，最新的在前', response: { 200: calendarList, 401: problemAnswer } },
    },
    async () => ({ calendars: (await book.list()).map(({ publishedBy: _, ...entry }) => entry) }),
  );

  app.get(
    '/calendar/:id',
    {
      config: { gate: 'login' },
      schema: {
        tags,
        summary: '一个工作日历：节假日、调休、依据文件',
        params: calendarParams,
        querystring: yearQuery,
        response: { 200: calendarDetail, ...readRefusals },
      },
    },
    async ({ params, query }) => detailOf(await refusable(book.show(params.id)), query.year),
  );

  app.post(
    '/calendar',
    {
      config: { gate: 'rules' },
      schema: {
        tags,
        summary: '导入一年的放假安排，形成新的日历版本；在办案件的暂定期限随即确认',
        body: noticeBody,
        response: { 200: importedAnswer, 201: importedAnswer, ...readRefusals, 403: problemAnswer, 409: problemAnswer },
      },
    },
    async (request, reply) => {
      const { notice, calendar, corrects, reason, post, dryRun } = request.body;
      const actor = ruleActor(principalOf(request), post);
      const order = {
        json: notice,
        actor,
        corrects,
        ...(calendar === undefined ? {} : { calendar }),
        ...(reason === undefined ? {} : { reason }),
      };
      const parts = { book, mover };
      const { imported, cases } = await refusable(dryRun ? rehearseYear(parts, order) : importYear(parts, order));
      return reply
        .code(dryRun ? 200 : 201)
        .send({ ...imported, changes: [...imported.changes], ...movesOf(dryRun, cases) });
    },
  );

  app.post(
    '/calendar/confirm',
    {
      config: { gate: 'rules' },
      schema: {
        tags,
        summary: '按新日历确认在办案件的暂定期限：先试算，逐件列出',
        body: confirmBody,
        response: { 200: movedCases, ...readRefusals, 403: problemAnswer },
      },
    },
    async (request) => {
      const { commandId, dryRun, post } = request.body;
      const actor = ruleActor(principalOf(request), post);
      return movesOf(
        dryRun,
        await refusable(dryRun ? mover.confirmationDryRun(actor) : mover.confirm(actor, commandId)),
      );
    },
  );
}

function detailOf({ content, history, publishedBy: _publishedBy, ...entry }: CalendarView, year: string | undefined) {
  const days = [...content.holidays, ...content.makeUpDays]
    .filter((day) => year === undefined || day.startsWith(`${year}-`))
    .sort();
  return {
    ...entry,
    coveredUntil: content.coveredUntil,
    sources: { ...content.sources },
    days: days.map((day) => ({ day, kind: kindOfDay(content, day) })),
    history: history.map(({ object: _object, id: _id, ...act }) => act),
  };
}
