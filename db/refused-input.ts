import type { Knex } from 'knex';
import type { CaseId, KindName } from '../src/core/case.ts';
import type { Instant } from '../src/core/instant.ts';

/** A command that was refused: who tried what, when and why not. Ids only; the payload is not kept. */
export interface RefusedInput {
  readonly id: string;
  readonly at: Instant;
  readonly caseId: CaseId | null;
  readonly kind: KindName;
  readonly commandId: string;
  readonly type: string;
  readonly code: string;
  readonly person: string | null;
  readonly post: string;
  readonly organisation: string | null;
  readonly stage: string | null;
}

export const REFUSED_COLUMNS = 'id, at, case_id, kind, command_id, type, code, person, post, organisation, stage';

/** Values in the order of `REFUSED_COLUMNS`. */
export function refusedValues(row: RefusedInput): readonly (string | null)[] {
  return [
    row.id,
    row.at,
    row.caseId,
    row.kind,
    row.commandId,
    row.type,
    row.code,
    row.person,
    row.post,
    row.organisation,
    row.stage,
  ];
}

/** Refused inputs of a case, oldest first. */
export async function readRefused(knex: Knex, caseId: CaseId): Promise<readonly RefusedInput[]> {
  const rows: (Omit<RefusedInput, 'caseId' | 'commandId'> & { case_id: string | null; command_id: string })[] =
    await knex('refused_input').where('case_id', caseId).orderBy('at');
  return rows.map(({ case_id, command_id, ...row }) => ({ ...row, caseId: case_id, commandId: command_id }));
}
