import { FEWEST_PUBLISHED, quarterDays, type TipoffStatistics } from '../core/tipoff/statistics.ts';
import { readTipoffStatistics } from '../ledger/tipoffs.ts';
import { type CommandSpec, DATA_OPTION, type Given, type Outcome, required, wrongUse } from './command.ts';
import { type LedgerAccess, withLedger } from './ledger-access.ts';

/** `duban tipoff`: what of the tip-offs may be published. */
export const tipoffCommand: CommandSpec = {
  name: 'tipoff',
  summary: '举报：季度统计（供公布，不含任何个人信息）',
  subcommands: [
    {
      name: 'statistics',
      summary: '一个季度的受理、核查、答复、奖励统计；少于三件的村居只计入街道合计',
      options: [{ flags: '--quarter <QUARTER>', about: '季度，如 2025-Q1（必填）' }, DATA_OPTION],
      examples: ['duban tipoff statistics --quarter 2025-Q1'],
      run: (given, io) => withLedger(given, io, (access) => statistics(access, given)),
    },
  ],
};

async function statistics({ ledger }: LedgerAccess, given: Given): Promise<Outcome> {
  const quarter = required(given, 'quarter');
  if (quarterDays(quarter) === undefined) throw wrongUse(`季度应形如 2025-Q1，收到的是“${quarter.slice(0, 20)}”。`);
  const figures = await readTipoffStatistics(ledger, quarter);
  return { code: 0, text: linesOf(figures), json: figures };
}

function linesOf(figures: TipoffStatistics): readonly string[] {
  const { quarter, from, to, paid, areas, elsewhere } = figures;
  const money = paid === undefined ? `（少于 ${FEWEST_PUBLISHED} 件，金额不公布）` : `、${paid} 元`;
  return [
    `安全生产举报办理情况（${quarter}，${from} 至 ${to}）`,
    `接到举报 ${figures.received} 件，受理 ${figures.accepted} 件，转送 ${figures.transferred} 件；`,
    `核查 ${figures.concluded} 件，其中属实 ${figures.substantiated} 件；答复 ${figures.answered} 件，办结 ${figures.closed} 件；`,
    `奖励 ${figures.rewarded} 件${money}；逾期 ${figures.late} 件。`,
    ...areas.map(({ area, received }) => `　${area}：接到 ${received} 件`),
    ...(areas.length > 0 && elsewhere > 0 ? [`　其他：接到 ${elsewhere} 件`] : []),
  ];
}
