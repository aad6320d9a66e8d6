import { type Reconciliation, reconcile as reconcileTemporal, type Standing } from '../../workers/reconcile.ts';
import { kinds } from '../core/index.ts';
import { reconcile as reconcileLedger } from '../ledger/rebuild.ts';
import { type CommandSpec, DATA_OPTION, type Given, type Io, type Outcome } from './command.ts';
import { type LedgerAccess, withLedger } from './ledger-access.ts';
import { progressFor, silentLog } from './progress.ts';
import { reachTemporal, TEMPORAL_OPTION, temporalAddress, temporalConfigFor } from './temporal-access.ts';

/** `duban reconcile`: log against read model, and against what the workflows folded by themselves. */
export const reconcileCommand: CommandSpec = {
  name: 'reconcile',
  summary: '核对：逐案重放台账，与读模型、与 Temporal 中的状态比对；落后或缺失的案件当场唤醒',
  details: ['', '有不一致的退出码为 1；Temporal 不可用的为 3（加 --no-temporal-check 则只核对台账）。'],
  options: [{ flags: '--no-temporal-check', about: '不核对 Temporal' }, TEMPORAL_OPTION, DATA_OPTION],
  run: (given, io) => withLedger(given, io, (access) => reconciled(access, given, io)),
};

/** What a difference of the ledger's own tables is called. */
export const DIFFERENCE_WORDS: { readonly [what: string]: string } = {
  chain: '记录链断裂（不能由重建修复，请从备份核对）',
  missing: '读模型缺失',
  behind: '读模型落后',
  state: '读模型状态不符',
  view: '读模型列表字段不符',
  tallies: '统计事实不符',
};

const STANDING_WORDS: { readonly [standing in Standing]: string } = {
  equal: '一致',
  behind: '落后',
  missing: '缺失',
  different: '不一致',
  broken: '工作流出错',
  unreachable: '无法查询',
};

async function reconciled({ db, ledger, settings }: LedgerAccess, given: Given, io: Io): Promise<Outcome> {
  const config = temporalConfigFor(given, io);
  const progress = progressFor(io);
  const own = await reconcileLedger({ db, kinds, progress: (cases) => progress(`已核对 ${cases} 件`) });
  const text = [
    `台账与读模型：核对 ${own.cases} 件，${own.differences.length} 处不一致`,
    ...own.differences.map(({ caseId, what }) => `  ${caseId}：${DIFFERENCE_WORDS[what] ?? what}`),
  ];
  if (given.options.temporalCheck === false)
    return { code: own.differences.length > 0 ? 1 : 0, text, json: { ledger: own } };
  const temporal = await reachTemporal(config, temporalAddress(config, settings));
  if (temporal === undefined) {
    return {
      code: 3,
      text: [
        ...text,
        'Temporal 没有运行或连接不上，未核对；请先运行 duban start，或加 --no-temporal-check 只核对台账。',
      ],
      json: { ledger: own, temporal: null },
    };
  }
  try {
    const found = await reconcileTemporal({ target: temporal.target, ledger, log: silentLog });
    const wrong = found.checked - found.found.equal;
    return {
      code: own.differences.length + wrong > 0 ? 1 : 0,
      text: [...text, ...temporalText(found)],
      json: { ledger: own, temporal: found },
    };
  } finally {
    await temporal.client.connection.close();
  }
}

function temporalText({ checked, found, findings }: Reconciliation): string[] {
  const counts = Object.entries(found).filter(([, count]) => count > 0);
  return [
    `台账与 Temporal：核对未结 ${checked} 件${counts.length > 0 ? `，${counts.map(([standing, count]) => `${STANDING_WORDS[standing as Standing]} ${count}`).join('、')}` : ''}`,
    ...findings.map(({ caseId, standing }) => `  ${caseId}：${STANDING_WORDS[standing]}（已唤醒）`),
  ];
}
