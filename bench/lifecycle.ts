import type { JsonObject, KindName } from '../src/core/index.ts';
import type { Ledger } from '../src/ledger/ledger.ts';

/** One act of a person on a hazard. */
export interface Act {
  readonly type: string;
  readonly post: string;
  readonly organisation?: string;
  readonly payload: JsonObject;
}

const office = (type: string, payload: JsonObject = {}): Act => ({ type, post: 'street.safetyOffice', payload });

/** A serious hazard without delay, from report to 销号: twelve real commands. */
export const PROMPT_LIFE: readonly Act[] = [
  {
    type: 'reportHazard',
    post: 'village.gridWorker',
    organisation: 'V1',
    payload: {
      unit: 'U1',
      kind: 'blockedExit',
      where: '二楼安全出口',
      what: '堆放货物堵塞安全出口',
      photos: ['before-1'],
    },
  },
  office('gradeHazard', { facts: { threatensLife: false, estimatedDays: 20 } }),
  office('orderRectification', { measures: '清理通道，增设疏散指示标志', legalBasis: '消防法第十六条' }),
  office('recordService', { mode: 'inPerson', signedBy: '单位负责人' }),
  office('addNote', { text: '已电话核实单位联系人' }),
  office('openConsultation', { issue: '仓库外迁场地', level: 'village' }),
  office('decideConsultation', { level: 'village', decision: '由村里腾出临时场地', owner: 'V1', due: '2025-03-20' }),
  office('fileMinutes'),
  { type: 'addEvidence', post: 'unit.head', organisation: 'U1', payload: { photos: ['half-way-1'] } },
  {
    type: 'submitRectification',
    post: 'unit.head',
    organisation: 'U1',
    payload: { photos: ['after-1'], done: '通道已清理' },
  },
  { type: 'concludeAcceptance', post: 'acceptanceTeam', payload: { passed: true, conclusion: '已清理，出口畅通' } },
  office('closeOut'),
];

/** Plays acts on one case, one after the other; tells how long each took (ms). Throws if one is refused. */
export async function playLife(
  ledger: Ledger,
  acts: readonly Act[],
  name: string,
  more: { readonly kind: string; readonly took?: (ms: number) => void; readonly foundAt: string },
): Promise<string> {
  let caseId: string | undefined;
  for (const [nth, { type, post, organisation, payload }] of acts.entries()) {
    const started = performance.now();
    const outcome = await ledger.record({
      kind: 'hazard' satisfies KindName,
      ...(caseId === undefined ? {} : { caseId }),
      commandId: `${name}-${nth}`,
      type,
      // Kinds of their own, so that no case is another's recurrence.
      payload: caseId === undefined ? { ...payload, kind: more.kind, found: more.foundAt } : payload,
      actor: { post, person: `p-${post}`, ...(organisation === undefined ? {} : { organisation }) },
    });
    more.took?.(performance.now() - started);
    if (!outcome.ok)
      throw new Error(`${type} of ${name}: ${outcome.refusal.code} ${JSON.stringify(outcome.refusal.fields ?? '')}`);
    caseId = outcome.caseId;
  }
  return caseId ?? '';
}
