import type { FastifyRequest } from 'fastify';
import { commandTables, type JsonObject, type KindName } from '../core/index.ts';
import type { RecordOutcome } from '../ledger/ledger.ts';
import { choosePost } from './actor.ts';
import type { Api } from './api.ts';
import { principalOf } from './authenticate.ts';
import { shownClocks } from './case-shape.ts';
import { actorOf } from './principal.ts';
import { problem, problemOfRefusal } from './problem.ts';

/** What every body that opens a case carries besides the case's own content. */
interface Opening {
  readonly commandId: string;
  readonly at?: string | undefined;
  readonly post?: string | undefined;
}

/** Opens a case by a person's command, which the ledger numbers; what is answered. Throws a Problem, and then nothing has changed. */
export async function openCase(
  { ledger }: Pick<Api, 'ledger'>,
  request: FastifyRequest,
  kind: KindName,
  type: string,
  { commandId, at, post, ...payload }: Opening & { readonly [field: string]: unknown },
) {
  const principal = principalOf(request);
  const spec = commandTables[kind][type];
  if (spec === undefined) throw problem('not-found');
  const held = choosePost({ posts: principal.posts, wanted: post, spec, state: undefined, rules: undefined });
  const outcome: RecordOutcome = await ledger.record({
    kind,
    commandId,
    type,
    payload: payload as JsonObject,
    actor: actorOf(principal, held),
    ...(at === undefined ? {} : { at }),
  });
  if (!outcome.ok) throw problemOfRefusal(outcome.refusal);
  const { caseId, seq, state } = outcome;
  return { caseId, seq, stage: state.stage, clocks: [...shownClocks(state.clocks)] };
}
