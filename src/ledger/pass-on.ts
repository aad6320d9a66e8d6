import { type DeliveryRead, type DeliveryRow, deliveryId } from '../../db/delivery.ts';
import { buildDirectory, type Directory, READ_REGISTERS, type RegisterRows } from '../../db/directory.ts';
import { addFacts } from '../../db/message.ts';
import type { Database } from '../../db/open.ts';
import type { Instant } from '../core/instant.ts';

/** How `because` begins for whoever is told in another one's place. */
const UNDELIVERED = 'undelivered: ';

/**
 * What could not be delivered goes on to the others of the post and to the office's desk, as mails of their own, once: what has been passed
 * on before ends here, as undeliverable. `reason` is a code (`550 EENVELOPE`), never an address.
 */
export async function passOn(
  knex: Database['knex'],
  lost: readonly DeliveryRead[],
  reason: string,
  at: Instant,
): Promise<void> {
  if (lost.length === 0) return;
  const directory = await readDirectory(knex);
  for (const delivery of lost) {
    const rows = delivery.because.startsWith(UNDELIVERED) ? [] : rowsFor(delivery, directory, reason, at);
    if (rows.length > 0)
      await knex('delivery')
        .insert(rows.map(({ caseId, address, ...row }) => ({ ...row, case_id: caseId, address: address ?? null })))
        // Whoever was told of the same fact anyway need not be told again.
        .onConflict(['case_id', 'seq', 'nth', 'person', 'channel'])
        .ignore();
    await addFacts(knex, [
      { at, fact: rows.length > 0 ? 'passed-on' : 'undeliverable', delivery: delivery.id, reason },
    ]);
  }
}

function rowsFor(delivery: DeliveryRead, directory: Directory, reason: string, at: Instant): readonly DeliveryRow[] {
  const { caseId, seq, nth, post, organisation, person = '' } = delivery;
  const ref = { post, ...(organisation === undefined ? {} : { organisation }) };
  return directory
    .substitutes(ref, person, at)
    .map((one) => ({
      caseId,
      seq,
      nth,
      person: one.person,
      // Told by mail even of a paper: being told in another's place is not service.
      channel: 'mail' as const,
      because: `${UNDELIVERED}${reason}`,
      address: one.address,
    }))
    .filter((row) => deliveryId(row) !== delivery.id);
}

async function readDirectory(knex: Database['knex']): Promise<Directory> {
  const rows = async <T>(statement: string): Promise<readonly T[]> => {
    const answer: readonly T[] | { readonly rows: readonly T[] } = await knex.raw(statement);
    return 'rows' in answer ? answer.rows : answer;
  };
  const [version] = await rows<{ version: number }>(READ_REGISTERS.version);
  return buildDirectory({
    version: version?.version ?? 0,
    persons: await rows<RegisterRows['persons'][number]>(READ_REGISTERS.persons),
    posts: await rows<RegisterRows['posts'][number]>(READ_REGISTERS.posts),
    holdings: await rows<RegisterRows['holdings'][number]>(READ_REGISTERS.holdings),
    deputies: await rows<RegisterRows['deputies'][number]>(READ_REGISTERS.deputies),
  });
}
