import { randomUUID } from 'node:crypto';
import { kinds } from '../core/kinds.ts';
import type { ClockChange } from '../core/new-terms.ts';
import { type CaseMove, createTermsMover } from '../ledger/new-terms.ts';
import { type Given, has, list as listOf, type Outcome, optional, required } from './command.ts';
import { type LedgerAccess, now } from './ledger-access.ts';
import { officeActor } from './terms-office.ts';

/** Moves open hazards to a rule set, or says what that would do. */
export async function adopted(access: LedgerAccess, given: Given): Promise<Outcome> {
  const cases = listOf(given, 'case');
  const request = {
    ruleSet: String(given.args[0]),
    actor: await officeActor(access, given),
    document: required(given, 'document'),
    approver: required(given, 'approver'),
    reason: required(given, 'reason'),
    includeServed: has(given, 'includeServed'),
    ...(cases.length === 0 ? {} : { cases }),
  };
  const mover = createTermsMover({ ...access, kinds, now });
  const apply = has(given, 'apply');
  const moves = apply
    ? await mover.adopt(request, optional(given, 'batch') ?? randomUUID())
    : await mover.adoptionDryRun(request);
  return movesOutcome(moves, apply);
}

const CHANGES: { readonly [change in ClockChange['change']]: (from: string, to: string) => string } = {
  moved: (from, to) => `由 ${from} 改为 ${to}`,
  firm: (from) => `${from} 不变，由暂定变为确定`,
  stands: (from, to) => `${from} 不变（已送达；按新规定为 ${to}）`,
  started: (_, to) => `新增，至 ${to}`,
  ended: (from) => `取消（原为 ${from}）`,
};

/** Case by case which deadlines move from when to when; refused ones are findings. */
export function movesOutcome(moves: readonly CaseMove[], applied: boolean): Outcome {
  const count = (outcome: CaseMove['outcome']) => moves.filter((move) => move.outcome === outcome).length;
  const touched = moves.filter((move) => move.outcome !== 'unchanged');
  const lines = touched.flatMap((move) => [
    `${move.caseId}　${move.title}${move.outcome === 'refused' ? `　不能办理：${move.message}` : ''}`,
    ...move.changes.map(({ label, change, from = '', to = '' }) => `  ${label}：${CHANGES[change](from, to)}`),
  ]);
  const sum = applied
    ? `已办理 ${count('moved')} 件，不变 ${count('unchanged')} 件，不能办理 ${count('refused')} 件`
    : `试算：将办理 ${count('moves')} 件，不变 ${count('unchanged')} 件，不能办理 ${count('refused')} 件；加 --apply 办理`;
  return { code: count('refused') > 0 ? 1 : 0, text: [...lines, sum], json: { applied, cases: moves } };
}
