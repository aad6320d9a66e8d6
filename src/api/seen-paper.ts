import type { NoticeState } from '../core/index.ts';
import { visibleRow } from './access.ts';
import { noteReading } from './access-note.ts';
import type { Api } from './api.ts';
import type { Principal } from './principal.ts';
import { problem } from './problem.ts';

/** A paper (文书) that the principal may see; reading it is noted. Throws `not-found` for what he may not see and for what is no paper. */
export async function seenPaper(api: Api, principal: Principal, id: string): Promise<NoticeState> {
  const row = await visibleRow(api.ledger, principal, id);
  const state = await api.ledger.state(row.caseId);
  if (state?.kind !== 'notice') throw problem('not-found', { detail: '没有找到这份文书，请核对编号。' });
  await noteReading(api, principal, row.caseId);
  return state as NoticeState;
}
