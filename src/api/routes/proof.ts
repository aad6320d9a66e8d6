import { createEventLog } from '../../ledger/log.ts';
import { visibleEvents, visibleRow } from '../access.ts';
import { noteAccess } from '../access-note.ts';
import type { Api, App } from '../api.ts';
import { principalOf } from '../authenticate.ts';
import { caseParams } from '../contract/cases.ts';
import { proofAnswer } from '../contract/proof.ts';
import { problemAnswer } from '../contract.ts';

/** Proofs that the events of a case are in the signed log: whoever reads them verifies by himself. */
export function proofRoutes(app: App, api: Api): void {
  const { db, ledger } = api;
  const log = createEventLog({ db, origin: '' });

  app.get(
    '/cases/:id/proof',
    {
      config: { gate: 'login' },
      schema: {
        tags: ['存证日志'],
        summary: '案件记录的存证证明：存证点、公钥和每条记录的包含证明，供自行校验',
        params: caseParams,
        response: { 200: proofAnswer, 401: problemAnswer, 404: problemAnswer, 422: problemAnswer },
      },
    },
    async (request) => {
      const principal = principalOf(request);
      const row = await visibleRow(ledger, principal, request.params.id);
      const { caseId } = row;
      await noteAccess(api, principal, { act: 'read', object: caseId, reason: 'proof' });
      const [all, found, keys] = await Promise.all([ledger.events(caseId), log.inclusions(caseId), log.keys()]);
      const seen = visibleEvents(principal, row, all).length;
      return {
        caseId,
        events: seen,
        ...(found === undefined ? {} : { checkpoint: found.checkpoint }),
        keys: [...keys],
        leaves: (found?.leaves ?? [])
          .filter(({ seq }) => seq <= seen)
          .map(({ seq, index, proof }) => ({
            seq,
            index,
            proof: proof.map((hash) => Buffer.from(hash).toString('base64')),
          })),
      };
    },
  );
}
