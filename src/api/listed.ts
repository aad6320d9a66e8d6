import type { z } from 'zod';
import type { CaseState } from '../core/index.ts';
import type { CaseRow } from '../ledger/ledger.ts';
import { seesStreet, visibleState } from './access.ts';
import type { Api } from './api.ts';
import type { listedCase } from './contract/lists.ts';
import type { Principal } from './principal.ts';
import type { Teller } from './teller.ts';

/** Rows of a list with their sentences, each as this person may see its case. */
export async function listedCases(
  { ledger, tellers }: Pick<Api, 'ledger' | 'tellers'>,
  principal: Principal,
  cases: readonly { readonly row: CaseRow; readonly state: CaseState }[],
): Promise<z.output<typeof listedCase>[]> {
  const teller = await tellers();
  return Promise.all(
    cases.map(async ({ row, state }) => {
      const seen = seesStreet(principal) ? state : ((await visibleState(ledger, principal, row)) ?? state);
      return listed(row, seen, teller);
    }),
  );
}

async function listed(row: CaseRow, state: CaseState, teller: Teller): Promise<z.output<typeof listedCase>> {
  const unitName = row.unit === undefined ? undefined : teller.nameOf(row.unit);
  const organisationName = row.organisation === undefined ? undefined : teller.nameOf(row.organisation);
  const told = await teller.of(state);
  return {
    ...row,
    sentence: told ? { ...told } : { text: '适用规则缺失，请联系管理员', light: 'grey' },
    ...(unitName === undefined ? {} : { unitName }),
    ...(organisationName === undefined ? {} : { organisationName }),
  };
}
