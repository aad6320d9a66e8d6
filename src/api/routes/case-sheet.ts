import { dayOf } from '../../core/index.ts';
import { KIND_WORDS, stageWord } from '../../core/words.ts';
import type { CaseListQuery } from '../../ledger/case-list.ts';
import { noteAccess } from '../access-note.ts';
import type { Api, App } from '../api.ts';
import { principalOf } from '../authenticate.ts';
import { listQuery } from '../contract/lists.ts';
import { fileAnswer } from '../contract/notices.ts';
import { problemAnswer } from '../contract.ts';
import { listQueryOf } from '../list-query.ts';
import { listedCases } from '../listed.ts';
import type { Principal } from '../principal.ts';
import { type Cell, type SheetColumn, sheetStream, XLSX_TYPE } from '../xlsx.ts';

const PAGE = 200;
/** More rows than anybody reads; a spreadsheet holds a million. */
const MOST_ROWS = 100_000;
/** A minute and address: each reads the whole list. */
const SHEETS_PER_MINUTE = 20;

const COLUMNS: readonly SheetColumn[] = [
  { heading: '编号', width: 18 },
  { heading: '类别', width: 10 },
  { heading: '标题', width: 40 },
  { heading: '等级', width: 8 },
  { heading: '环节', width: 12 },
  { heading: '单位', width: 24 },
  { heading: '负责单位', width: 18 },
  { heading: '登记日期', width: 12 },
  { heading: '到期', width: 18 },
  { heading: '逾期天数', width: 10 },
  { heading: '现由谁办理', width: 18 },
  { heading: '下一步', width: 70 },
];

type Order = Pick<Parameters<Api['lists']['page']>[1], 'sort'>;

/** The list of cases as a spreadsheet: the same filters, the same rows. */
export function caseSheetRoutes(app: App, api: Api): void {
  app.get(
    '/cases.xlsx',
    {
      config: { gate: 'login', rateLimit: { max: SHEETS_PER_MINUTE, timeWindow: 60_000 } },
      schema: {
        tags: ['案件'],
        summary: '案件列表导出 XLSX，筛选条件同列表；导出留有查阅记录',
        querystring: listQuery.omit({ cursor: true, limit: true }),
        produces: [XLSX_TYPE],
        response: { 200: fileAnswer, 401: problemAnswer, 422: problemAnswer, 429: problemAnswer },
      },
    },
    async (request, reply) => {
      const principal = principalOf(request);
      const { sort, ...filter } = request.query;
      await noteAccess(api, principal, { act: 'export-list', object: 'cases.xlsx', reason: askedWords(filter) });
      const rows = sheetRows(api, principal, await listQueryOf(api, principal, filter), { sort });
      return reply
        .type(XLSX_TYPE)
        .header('content-disposition', `attachment; filename="cases-${dayOf(api.now())}.xlsx"`)
        .header('cache-control', 'no-store')
        .send(sheetStream('案件', COLUMNS, rows));
    },
  );
}

function askedWords(filter: object): string {
  return new URLSearchParams(
    Object.entries(filter).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])),
  )
    .toString()
    .slice(0, 500);
}

async function* sheetRows(
  api: Api,
  principal: Principal,
  query: CaseListQuery,
  order: Order,
): AsyncGenerator<readonly Cell[]> {
  let cursor: string | undefined;
  for (let rows = 0; rows < MOST_ROWS; rows += PAGE) {
    const page = await api.lists.page(query, { ...order, limit: PAGE, ...(cursor === undefined ? {} : { cursor }) });
    for (const row of await listedCases(api, principal, page.cases)) yield cellsOf(row);
    cursor = page.cursor;
    if (cursor === undefined) return;
  }
}

function cellsOf(row: Awaited<ReturnType<typeof listedCases>>[number]): readonly Cell[] {
  const { sentence } = row;
  return [
    row.caseId,
    KIND_WORDS[row.kind],
    row.title,
    row.tier,
    stageWord(row.kind, row.stage),
    row.unitName ?? row.unit,
    row.organisationName ?? row.organisation,
    dayOf(row.openedAt),
    sentence.lastDay ?? sentence.dueAt?.slice(0, 16).replace('T', ' '),
    sentence.daysLate,
    sentence.holder?.name,
    sentence.text,
  ];
}
