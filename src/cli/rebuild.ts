import { rebuild as pokeAll } from '../../workers/reconcile.ts';
import { kinds } from '../core/index.ts';
import { createCaseFacts } from '../ledger/case-facts.ts';
import { createCaseIndex } from '../ledger/case-index.ts';
import { rebuild as rebuildLedger } from '../ledger/rebuild.ts';
import { type CommandSpec, DATA_OPTION, type Given, type Io, type Outcome } from './command.ts';
import { type LedgerAccess, withLedger } from './ledger-access.ts';
import { progressFor, silentLog } from './progress.ts';
import { DIFFERENCE_WORDS } from './reconcile.ts';
import { reachTemporal, TEMPORAL_OPTION, temporalAddress, temporalConfigFor } from './temporal-access.ts';

/** `duban rebuild`: the read model from the log, and every open case poked. */
export const rebuildCommand: CommandSpec = {
  name: 'rebuild',
  summary: '由台账记录重建读模型、列表和搜索，并唤醒全部未结案件（Temporal 数据库丢失后用）',
  details: ['', '台账记录本身不会改动。记录链断裂的案件无法重建，退出码为 1；Temporal 不可用时为 3，读模型仍已重建。'],
  options: [{ flags: '--no-poke', about: '只重建读模型，不唤醒案件' }, TEMPORAL_OPTION, DATA_OPTION],
  run: (given, io) => withLedger(given, io, (access) => rebuilt(access, given, io)),
};

async function rebuilt({ db, ledger, settings }: LedgerAccess, given: Given, io: Io): Promise<Outcome> {
  const config = temporalConfigFor(given, io);
  const progress = progressFor(io);
  const done = await rebuildLedger({ db, kinds, progress: (cases) => progress(`已重放 ${cases} 件`) });
  const listed = await createCaseIndex(db).rebuild((cases) => progress(`已编入列表 ${cases} 件`));
  await createCaseFacts(db).rebuild((cases) => progress(`已编入统计 ${cases} 件`));
  const broken = done.differences.filter(({ what }) => what === 'chain');
  const text = [
    `重放 ${done.cases} 件，修复 ${done.differences.length - broken.length} 处，列表和搜索重编 ${listed} 件`,
    ...done.differences.map(({ caseId, what }) => `  ${caseId}：${DIFFERENCE_WORDS[what] ?? what}`),
  ];
  const code = broken.length > 0 ? 1 : 0;
  if (given.options.poke === false) return { code, text, json: { ledger: done } };
  const temporal = await reachTemporal(config, temporalAddress(config, settings));
  if (temporal === undefined)
    return {
      code: 3,
      text: [...text, 'Temporal 没有运行或连接不上，未唤醒案件；请先运行 duban start，再运行一次 duban rebuild。'],
      json: { ledger: done, poked: null },
    };
  try {
    const poked = await pokeAll({ target: temporal.target, ledger, log: silentLog });
    return { code, text: [...text, `已唤醒未结案件 ${poked} 件`], json: { ledger: done, poked } };
  } finally {
    await temporal.client.connection.close();
  }
}
