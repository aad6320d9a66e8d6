import { NONE } from '../../../db/case-list.ts';
import { charts, type KindName } from '../../core/index.ts';
import type { BoardRegion } from '../../core/sentence/listing.ts';
import { stageWord, stateWord } from '../../core/words.ts';
import { type FigureBy, type FigureGroup, readFigures } from '../../ledger/figures.ts';
import type { Api, App } from '../api.ts';
import { principalOf } from '../authenticate.ts';
import { boardAnswer, boardParams, boardQuery, figureAnswer, figureQuery } from '../contract/figures.ts';
import { problemAnswer } from '../contract.ts';
import { listQueryOf } from '../list-query.ts';
import { listedCases } from '../listed.ts';
import { problem } from '../problem.ts';

const tags = ['统计'];
const MOST_DAYS = 3_700;
const CARDS = 50;

const BOARDS: {
  readonly [board: string]: { readonly kind: KindName; readonly region: BoardRegion; readonly label: string };
} = {
  supervision: { kind: 'hazard', region: 'supervision', label: '挂牌督办' },
  consultation: { kind: 'hazard', region: 'consultation', label: '三级会商' },
  accountability: { kind: 'matter', region: 'paper', label: '问责' },
  interview: { kind: 'matter', region: 'interview', label: '约谈' },
};

/** Figures whose every number opens its cases, and boards whose columns are states. */
export function figureRoutes(app: App, api: Api): void {
  app.get(
    '/figures',
    {
      config: { gate: 'login' },
      schema: {
        tags,
        summary: '统计：未结、新增、结束、逾期、按期率、天数中位数、问责层级，按村居、等级、措施、环节或月份',
        querystring: figureQuery,
        response: { 200: figureAnswer, 401: problemAnswer, 422: problemAnswer },
      },
    },
    async (request) => {
      const principal = principalOf(request);
      const { from, to, by, kind, org, tree } = request.query;
      if (from > to) throw problem('invalid', { fields: { to: '结束日期不能早于开始日期' } });
      if (Date.parse(to) - Date.parse(from) > MOST_DAYS * 86_400_000)
        throw problem('invalid', { fields: { from: '统计期最长十年' } });
      const place = { ...(org === undefined ? {} : { org }), ...(tree === undefined ? {} : { tree: String(tree) }) };
      const filter = await listQueryOf(api, principal, { kind: [kind], org, tree });
      const found = await readFigures(api.db, api.index, { filter, query: { kind, ...place }, from, to, by });
      const teller = await api.tellers();
      const labelled = (group: FigureGroup, label: string) => ({ ...group, label });
      return {
        from,
        to,
        total: labelled(found.total, '合计'),
        groups: found.groups.map((group) => labelled(group, groupLabel(by, kind, group.key, teller.nameOf))),
        trend: [...found.trend],
        rungs: [...found.rungs],
      };
    },
  );

  app.get(
    '/boards/:board',
    {
      config: { gate: 'login' },
      schema: {
        tags,
        summary: '看板：挂牌督办、会商、问责、约谈；每列一个状态，卡片按后果排序',
        params: boardParams,
        querystring: boardQuery,
        response: { 200: boardAnswer, 401: problemAnswer, 422: problemAnswer },
      },
    },
    async (request) => {
      const principal = principalOf(request);
      const { board } = request.params;
      const { kind, region, label } = BOARDS[board] as (typeof BOARDS)[string];
      const { org, tree, tier } = request.query;
      const narrowed = {
        ...(org === undefined ? {} : { org }),
        ...(tree === undefined ? {} : { tree: String(tree) }),
        ...(tier === undefined ? {} : { tier: tier.join(',') }),
      };
      const states = charts[kind].shape.find((one) => one.region === region)?.states ?? [];
      const columns = [];
      for (const state of states.filter((one) => one !== 'none')) {
        const at = `${region}.${state}`;
        const query = await listQueryOf(api, principal, { kind: [kind], closed: false, org, tree, tier, at });
        const page = await api.lists.page(query, { sort: 'consequence', limit: CARDS });
        columns.push({
          state,
          label: stateWord(kind, region, state),
          total: page.total,
          query: { kind, closed: 'false', at, ...narrowed },
          cards: await listedCases(api, principal, page.cases),
        });
      }
      return { board, label, columns };
    },
  );
}

function groupLabel(
  by: FigureBy,
  kind: KindName,
  key: string,
  nameOf: (organisation: string) => string | undefined,
): string {
  if (key === NONE) return by === 'tier' ? '未定级' : '未填';
  switch (by) {
    case 'village':
      return nameOf(key) ?? key;
    case 'stage':
      return stageWord(kind, key);
    case 'month':
      return `${key.slice(0, 4)} 年 ${Number(key.slice(5))} 月`;
    case 'measure':
      return `措施 ${key}`;
    case 'tier':
      return key;
    default:
      return by satisfies never;
  }
}
