import type { Database } from '../../db/open.ts';
import { readPersons } from '../../db/organisation.ts';
import { readDeputies, readHoldings } from '../../db/post.ts';
import type { Actor, Instant } from '../core/index.ts';
import { wrongUse } from './command.ts';

/** Who acts: a post and the person who holds it, or is its deputy, at this instant. */
export async function actorFor(
  db: Database,
  as: string | undefined,
  person: string | undefined,
  at: Instant,
): Promise<Actor> {
  const [, post = '', organisation = ''] = /^([^@]+)(?:@([^@]+))?$/.exec(as ?? '') ?? [];
  if (post === '')
    throw wrongUse(
      '请用 --as 写明以哪个岗位办理，如 --as street.safetyOffice 或 --as village.gridWorker@V1；岗位见 duban user posts。',
    );
  const here = (one: {
    readonly post: string;
    readonly organisation: string;
    readonly validFrom: Instant;
    readonly validUntil?: Instant;
  }) =>
    one.post === post &&
    one.organisation === organisation &&
    one.validFrom <= at &&
    (one.validUntil === undefined || at < one.validUntil);
  const holders = (await readHoldings(db.knex)).filter(here);
  const deputies = (await readDeputies(db.knex)).filter(here);
  const found = [...deputies, ...holders];
  const chosen =
    person === undefined ? (found.length === 1 ? found[0] : undefined) : found.find((one) => one.person === person);
  if (chosen === undefined) throw wrongUse(await whoMay(db, as ?? post, person, found));
  const order = deputies.find(
    (one) => one.person === chosen.person && !holders.some((holder) => holder.person === one.person),
  );
  return {
    post,
    person: chosen.person,
    ...(organisation === '' ? {} : { organisation }),
    ...(order === undefined ? {} : { onBehalfOf: `${as} ${order.orderNo}` }),
  };
}

async function whoMay(
  db: Database,
  as: string,
  person: string | undefined,
  found: readonly { readonly person: string }[],
): Promise<string> {
  if (found.length === 0) return `岗位 ${as} 现在没有任职人员（或没有这个岗位），请用 duban user posts 核对。`;
  const names = new Map((await readPersons(db.knex)).map((one) => [one.id, one.name]));
  const list = [...new Set(found.map((one) => `${one.person} ${names.get(one.person) ?? ''}`))].join('、');
  return person === undefined
    ? `岗位 ${as} 有多人，请用 --person 写明是谁：${list}。`
    : `${person} 不在岗位 ${as} 上；在岗的是 ${list}。`;
}
