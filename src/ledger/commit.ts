import { type Directory, NO_DIRECTORY } from '../../db/directory.ts';
import { type Steps, type Writing, wait } from '../../db/ledger-store.ts';
import type { CaseId, KindName } from '../core/case.ts';
import { messageKey, messagesOf, type Plan } from '../core/settle.ts';
import type { Desk } from './desk.ts';
import { entryRowOf } from './entry-row.ts';
import type { Gathered } from './gather.ts';
import { deliveriesOf, owesDeliveries } from './recipients.ts';
import { viewOf } from './view.ts';

/** `wake`: the case's workflow is told of its news; `silent`: it is the one who asks. */
export type Waking = 'wake' | 'silent';

/** What a commit knows besides the plan. */
export interface CommitContext {
  readonly waking: Waking;
  /** Fingerprint of the command that made the last event. */
  readonly request?: string | undefined;
  /** Command id under which the ledger numbered and opened the case. */
  readonly opening?: string | undefined;
}

/** Writes a plan, all or nothing; false if somebody was faster: gather and compute again. */
export function* commit(desk: Desk, gathered: Gathered, plan: Plan, context: CommitContext): Steps<boolean> {
  const writing = yield* writingOf(desk, gathered, plan, context);
  const wakes = yield* wait(desk.store.write(writing));
  if (wakes === undefined) {
    desk.cache.drop(gathered.caseId);
    return false;
  }
  const last = plan.events.at(-1);
  if (last && plan.state) {
    const stored = {
      kind: writing.kind,
      seq: last.seq,
      lastHash: last.hash,
      recordedAt: last.recordedAt,
      settledUntil: gathered.stored?.settledUntil ?? '',
      state: plan.state,
    };
    desk.cache.set(gathered.caseId, stored, writing.state.length);
  }
  desk.wakes.push(...wakes);
  return true;
}

function* writingOf(desk: Desk, gathered: Gathered, plan: Plan, context: CommitContext): Steps<Writing> {
  const { events, state } = plan;
  const [first] = events;
  if (first === undefined || state === undefined)
    throw new Error(`case ${gathered.caseId}: a plan without events is not written`);
  const directory = owesDeliveries(events) ? yield* currentDirectory(desk, gathered) : undefined;
  const messages = events.flatMap(messagesOf);
  return {
    caseId: gathered.caseId,
    kind: first.kind,
    oldSeq: gathered.stored?.seq ?? 0,
    events,
    request: context.request,
    view: viewOf(state),
    before: gathered.stored && viewOf(gathered.stored.state),
    openedAt: first.at,
    state: JSON.stringify(state),
    deliveries: directory ? deliveriesOf(events, directory) : [],
    messages,
    consumed: plan.consumed.map((message) => ({
      message,
      seq: events.find((event) => event.commandId === messageKey(message))?.seq ?? 0,
    })),
    tallies: plan.tallies,
    entry: entryRowOf(state),
    opening: context.opening,
    notice: noticeNumberOf(events),
    raise: raiseOf(gathered, plan),
    registerVersion: directory?.version,
    inboxUnread: gathered.warm,
    wakes: wakesOf(gathered.caseId, first.kind, messages, context.waking),
  };
}

/** The number that a paper got in these events. */
function noticeNumberOf(events: Plan['events']): Writing['notice'] {
  const event = events.find((one) => one.kind === 'notice' && one.payload.number !== undefined);
  if (event === undefined) return undefined;
  const { series, year, number } = event.payload;
  return { series: String(series), year: Number(year), number: Number(number), seq: event.seq };
}

/** A clock that fired has assumed that the opener says nothing earlier any more: hold it to that. */
function raiseOf(gathered: Gathered, plan: Plan): Writing['raise'] {
  if (gathered.opener === undefined) return undefined;
  const fired = plan.events.filter((event) => event.commandId.startsWith('clk:')).map((event) => event.at);
  const until = fired.reduce((latest, at) => (at > latest ? at : latest), '');
  // A paper has looked at the case that ordered it: what is written holds only while that stands where it stood.
  return until === '' && plan.state?.kind !== 'notice'
    ? undefined
    : { opener: gathered.opener.caseId, seq: gathered.opener.seq, until };
}

function wakesOf(
  caseId: CaseId,
  kind: KindName,
  messages: readonly { readonly to: CaseId; readonly kind: KindName }[],
  waking: Waking,
): Writing['wakes'] {
  // Nothing ever becomes due of an entry: it needs no workflow.
  const own = waking === 'wake' && kind !== 'record';
  const receivers = new Map<CaseId, KindName>(own ? [[caseId, kind]] : []);
  for (const message of messages) receivers.set(message.to, message.kind);
  return [...receivers].map(([id, name]) => ({ caseId: id, kind: name }));
}

function* currentDirectory(desk: Desk, gathered: Gathered): Steps<Directory> {
  const { registers } = desk;
  if (registers.current.version !== gathered.registerVersion || registers.current === NO_DIRECTORY)
    registers.current = yield* wait(desk.store.directory());
  return registers.current;
}
