import { isDeepStrictEqual } from 'node:util';
import { QueryNotRegisteredError, QueryRejectedError, WorkflowClient, WorkflowNotFoundError } from '@temporalio/client';
import type { Log } from '../activities/perform.ts';
import type { Database } from '../db/open.ts';
import type { CaseId, KindName } from '../src/core/case.ts';
import { kinds } from '../src/core/kinds.ts';
import type { Ledger } from '../src/ledger/ledger.ts';
import { reconcile as reconcileLedger } from '../src/ledger/rebuild.ts';
import { type CaseReport, NUDGE, STATE } from '../workflows/poke.ts';
import { isLater, pokeCase, reasonOf, type Target } from './signal.ts';

/** Cases compared at once, and a page of the list of open cases. */
const LANES = 8;
const PAGE = 200;

/** Milliseconds for one query; a replay of a long history takes a fraction of a second. */
const QUERY_MS = 10_000;

/** How the workflow of one case stands beside the ledger. */
export type Standing = 'equal' | 'behind' | 'missing' | 'different' | 'broken' | 'unreachable';

/** What reconciling found, and healed by poking. */
export interface Reconciliation {
  readonly checked: number;
  readonly found: { readonly [standing in Standing]: number };
  /** The cases that were not equal, at most a thousand. */
  readonly findings: readonly { readonly caseId: CaseId; readonly standing: Standing }[];
}

export interface ReconcileDeps {
  readonly target: Target;
  readonly ledger: Pick<Ledger, 'openCases' | 'state'>;
  readonly log: Log;
}

type OpenCase = { readonly caseId: CaseId; readonly kind: KindName; readonly seq: number };

/** Compares each open case's read model with what its workflow folded by itself; pokes those behind or missing, has those that differ fold again. */
export async function reconcile({ target, ledger, log }: ReconcileDeps): Promise<Reconciliation> {
  const queries = new WorkflowClient({
    connection: target.client.connection,
    namespace: target.client.options.namespace,
    queryRejectCondition: 'NOT_OPEN',
  });
  const found = { equal: 0, behind: 0, missing: 0, different: 0, broken: 0, unreachable: 0 };
  const findings: { caseId: CaseId; standing: Standing }[] = [];
  let checked = 0;
  await eachOpenCase(ledger, async (open) => {
    const standing = await compare(queries, ledger, open);
    checked++;
    found[standing]++;
    if (standing === 'equal') return;
    if (findings.length < 1_000) findings.push({ caseId: open.caseId, standing });
    await heal(target, queries, open, standing).catch((error) =>
      log.warn('could not be healed', { case: open.caseId, reason: reasonOf(error) }),
    );
  });
  log.info('reconciled', { checked, ...found });
  return { checked, found, findings };
}

export interface CompareDeps extends ReconcileDeps {
  readonly db: Database;
  /** Called after each page of cases. */
  readonly progress: () => void;
}

/** Log against read model, and both against the workflows: what was found, in counts. Heals what poking heals. */
export async function compareAll({ db, progress, ...deps }: CompareDeps) {
  const own = await reconcileLedger({ db, kinds, progress });
  const theirs = await reconcile(deps);
  const { behind, missing, different, broken, unreachable } = theirs.found;
  const differences = Object.entries(Object.groupBy(own.differences, ({ what }) => what)).map(
    ([what, list]) => [what, list.length] as const,
  );
  // A case that is behind is on its way; one that could not be asked is not known to differ.
  return {
    ok: own.differences.every(({ what }) => what === 'behind') && missing + different + broken === 0,
    found: {
      cases: own.cases,
      differences: Object.fromEntries(differences),
      open: theirs.checked,
      workflows: { behind, missing, different, broken, unreachable },
    },
  };
}

/** Pokes every open case, as after the loss of Temporal's database; returns how many. Waits while Temporal is away. */
export async function rebuild({ target, ledger, log }: ReconcileDeps): Promise<number> {
  let poked = 0;
  await eachOpenCase(ledger, async ({ caseId, kind }) => {
    await untilDone(() => pokeCase(target, caseId, kind));
    poked++;
  });
  log.info('every open case was poked', { poked });
  return poked;
}

async function eachOpenCase(
  ledger: Pick<Ledger, 'openCases'>,
  visit: (open: OpenCase) => Promise<void>,
): Promise<void> {
  for (let after: CaseId | undefined; ; ) {
    const page = await ledger.openCases(after, PAGE);
    const queue = [...page];
    async function lane(): Promise<void> {
      for (let next = queue.shift(); next !== undefined; next = queue.shift()) await visit(next);
    }
    await Promise.all(Array.from({ length: LANES }, lane));
    after = page.at(-1)?.caseId;
    if (page.length < PAGE) return;
  }
}

async function compare(
  queries: WorkflowClient,
  ledger: Pick<Ledger, 'state'>,
  { caseId, seq }: OpenCase,
): Promise<Standing> {
  try {
    const report = await queries.withDeadline(Date.now() + QUERY_MS, () =>
      queries.getHandle(caseId).query<CaseReport>(STATE),
    );
    if (report.broken !== undefined) return 'broken';
    if (report.seq < seq) return 'behind';
    const state = await ledger.state(caseId);
    // The case went on while it was looked at: its poke is on its way.
    if (state === undefined || state.seq > report.seq) return 'equal';
    // It remembers what the ledger does not hold: an older backup was restored, and events that come now would be taken for those it has seen.
    if (state.seq < report.seq) return 'different';
    return isDeepStrictEqual(plain(state), plain(report.state)) ? 'equal' : 'different';
  } catch (error) {
    if (error instanceof WorkflowNotFoundError || error instanceof QueryRejectedError) return 'missing';
    // No turn of its loop has run yet.
    if (error instanceof QueryNotRegisteredError) return 'behind';
    return 'unreachable';
  }
}

async function heal(
  target: Target,
  queries: WorkflowClient,
  { caseId, kind }: OpenCase,
  standing: Standing,
): Promise<void> {
  if (standing === 'different' || standing === 'broken')
    await queries.withDeadline(Date.now() + QUERY_MS, () => queries.getHandle(caseId).signal(NUDGE));
  else await pokeCase(target, caseId, kind);
}

async function untilDone(call: () => Promise<void>): Promise<void> {
  for (;;) {
    try {
      return await call();
    } catch (error) {
      if (!isLater(error)) throw error;
      await new Promise((resolve) => setTimeout(resolve, 1_000));
    }
  }
}

/** Undefined fields are lost on the way through JSON. */
function plain(value: unknown): unknown {
  return value === undefined ? undefined : JSON.parse(JSON.stringify(value));
}
