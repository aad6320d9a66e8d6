import type { z } from 'zod';
import { readBelow } from '../../db/organisation.ts';
import type { BoardRegion } from '../core/sentence/listing.ts';
import type { CaseListQuery } from '../ledger/case-list.ts';
import { scopeOf } from './access.ts';
import type { Api } from './api.ts';
import type { listFilter } from './contract/lists.ts';
import type { Principal } from './principal.ts';

/** A filter of a query string as the ledger reads it, within what the principal may see. */
export async function listQueryOf(
  { db }: Pick<Api, 'db'>,
  principal: Principal,
  { kind, tier, stage, org, tree, holder, at, ...filter }: z.output<typeof listFilter>,
): Promise<CaseListQuery> {
  const given = Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined && value !== ''));
  const [post, place] = (holder ?? '').split('@');
  const [region, standing] = (at ?? '').split('.');
  return {
    ...given,
    within: scopeOf(principal),
    ...(kind === undefined ? {} : { kinds: kind }),
    ...(tier === undefined ? {} : { tiers: tier }),
    ...(stage === undefined ? {} : { stages: stage }),
    ...(org === undefined ? {} : { organisations: tree ? await treeOf(db, org) : [org] }),
    ...(standing ? { at: { region: region as BoardRegion, state: standing } } : {}),
    ...(post ? { holder: post } : {}),
    ...(place ? { holderOrganisation: place } : {}),
  };
}

async function treeOf({ knex }: Api['db'], organisation: string): Promise<readonly string[]> {
  return (await readBelow(knex, [organisation])).get(organisation) ?? [organisation];
}
