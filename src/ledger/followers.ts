import type { CaseEvent, CaseId, CaseState, Message, SealedEvent } from '../core/case.ts';
import { messageKey, messagesOf } from '../core/settle.ts';
import type { Ledger } from './ledger.ts';

/** More open matters than this no hazard has. */
const MOST_MATTERS = 200;

/** A matter of a hazard that goes over to other rules, and what the hazard tells it; without a message it stays where it is. */
export interface Follower {
  readonly state: CaseState;
  readonly message: Message | undefined;
}

/** The matters that are not closed of a hazard whose event sends them over to other rules, or does not. */
export async function followersOf(ledger: Ledger, event: CaseEvent): Promise<readonly Follower[]> {
  const { rows } = await ledger.cases({
    kind: 'matter',
    opener: event.caseId,
    closed: false,
    limit: MOST_MATTERS,
  });
  const told = new Map(messagesOf(event).map((message) => [message.to, message]));
  const found: Follower[] = [];
  for (const caseId of rows.map((row) => row.caseId).sort()) {
    const state = await ledger.state(caseId);
    if (state) found.push({ state, message: told.get(caseId) });
  }
  return found;
}

/** The event that a message became, once the case has been settled. */
export async function becameOf(ledger: Ledger, message: Message): Promise<SealedEvent | undefined> {
  await ledger.settle(message.to);
  const key = messageKey(message);
  return (await ledger.events(message.to)).find((event) => event.commandId === key);
}

/** Why a matter of a hazard that goes over stays under the rules it has. */
export const STAYS = {
  code: 'matter-ended',
  message: '问责事项已终止，只剩已告知当事人的事项，仍按原规则办理完毕。',
} as const;

/** Why a matter is not moved by itself. */
export function followsRefusal(opener: CaseId | undefined): { readonly code: string; readonly message: string } {
  return {
    code: 'follows-hazard',
    message: `问责事项适用其隐患的规则，随隐患一并改用；请对隐患 ${opener ?? ''} 办理。`,
  };
}
