import { type HandlerOf, moveItself } from '../carry-out.ts';
import type { CaseEvent, Command, Deciding, Input, JsonObject, Tally, Terms } from '../case.ts';
import { draftOf, finish, move } from '../draft.ts';
import type { PostRef } from '../effect.ts';
import { addDays, dayOf, type Instant, startOfDay } from '../instant.ts';
import type { Facts } from '../rules/condition.ts';
import type { Rung } from '../rules/rule-set.ts';
import { anchor, dutyClock, rulesOf, type Watched, withdrawEnding } from '../watch.ts';
import type { MatterCommand, PayloadOf } from './commands.ts';
import { armNext, type LadderView, ladderOf, type MatterDraft, RUNG_CLOCK, rungPost } from './ladder.ts';
import { matterChart } from './machine.ts';
import { ABOVE, dropPaper, tellRecall } from './paper.ts';
import type { Cause, MatterState, RungTaken } from './state.ts';

const COUNTED = ['prompt', 'interviewFailed', 'penalty'] as const;

/** Deadlines of a matter run whatever happens to its case: no tier, no pause. */
export const watched: Watched = { applies: () => true, paused: () => false, pauses: () => [] };

/** Starts an event of a matter. */
export function draftAs(
  state: MatterState | undefined,
  input: Input,
  terms: Terms,
  type: string,
  payload: JsonObject = {},
): MatterDraft {
  return draftOf<MatterState>('matter', matterChart, state, input, terms, type, payload);
}

/** Decides one command of a matter; it may ask for what other cases know. */
export type Handler<Name extends MatterCommand> = HandlerOf<MatterState, PayloadOf<Name>>;
/** Handlers of some of the commands. */
export type Handlers = { readonly [Name in MatterCommand]?: Handler<Name> };

/** Starts the event and moves the machine. */
export function step(
  context: { readonly state: MatterState; readonly command: Command; readonly terms: Terms },
  type: string,
  payload: JsonObject,
): MatterDraft {
  return moveItself(draftAs(context.state, context.command, context.terms, type, payload));
}

/** The event is the act that an anchor names: duties that it ends get their verdict, those that it starts get their clock. */
export function anchored(draft: MatterDraft, name: string): MatterDraft {
  anchor(draft, watched, name, draft.input.at);
  return draft;
}

/** The issuer, its head, its deputy by order, or the post above it that is asked when neither signs (handbook §21). */
export function maySign({ post, onBehalfOf }: Command['actor'], issuer: string): boolean {
  return [issuer, `${issuer}.head`, `${issuer}.deputy`, ABOVE[issuer]].includes(post) || onBehalfOf === issuer;
}

/** Who holds a duty of a matter. */
export function holderOf(subject: MatterState['subject'], receiver: string | undefined): (holder: string) => PostRef {
  return (holder) => {
    if (holder === 'matter.subject') return rungPost('subject.head', subject);
    if (holder === 'transfer.receiver') return { post: receiver ?? 'district.lawEnforcement' };
    return { post: holder };
  };
}

interface Changes {
  readonly causes?: readonly Cause[];
  readonly rungs?: readonly RungTaken[];
  readonly facts?: Facts;
  readonly pauses?: MatterState['pauses'];
  readonly ladderPaused?: boolean;
  readonly contested?: boolean;
  readonly waitsForResult?: boolean;
  readonly hurry?: boolean;
  readonly supervised?: boolean;
  readonly tier?: string;
}

/** Arms the next rung from the matter as this event leaves it. */
export function rearm(draft: MatterDraft, state: MatterState, changes: Changes = {}): void {
  const view: LadderView = {
    ladder: ladderOf(draft, state.ladder),
    subject: state.subject,
    causes: changes.causes ?? state.causes,
    rungs: changes.rungs ?? state.rungs,
    facts: { ...(state.facts as Facts), ...changes.facts },
    tier: changes.tier ?? state.tier,
    supervised: changes.supervised ?? state.supervised,
    pauses: (changes.pauses ?? state.pauses).filter((pause) => pause.to !== undefined),
    standing:
      (changes.ladderPaused ?? state.ladderPaused) || (changes.contested ?? state.regions.paper === 'contested'),
    waitsForResult: changes.waitsForResult ?? state.facts.answerSufficient === true,
    hurry: changes.hurry ?? state.facts.nextRungDue === true,
    skipProposed: state.skipProposed ?? 0,
  };
  armNext(draft, view);
}

/** Closes an ended matter when nothing that was demanded is still owed. */
export function complete(draft: MatterDraft): CaseEvent {
  const owed = rulesOf(draft.terms.rules, 'matter').some((rule) => dutyClock(draft, rule.id));
  if (draft.regions.main === 'ended' && !owed && draft.regions.interview !== 'decided') move(draft, 'MatterClosed');
  return finish(draft);
}

/** The rung whose paper is in hand: the last that was taken, not left out. */
export function currentRung(state: MatterState, terms: Terms): Rung | undefined {
  const last = state.rungs.filter((taken) => !taken.skipped).at(-1);
  return last ? ladderOf({ terms }, state.ladder).rungs[last.rung - 1] : undefined;
}

/** What other cases recorded of the subject within a year: prompts, failed interviews, penalties. */
export function* askCounts(
  state: MatterState | { readonly caseId: string; readonly subject: MatterState['subject'] },
  at: Instant,
): Deciding<readonly Tally[]> {
  if (state.subject.organisation === '') return [];
  const answer = yield {
    ask: 'tally',
    subject: state.subject.organisation,
    what: COUNTED,
    from: startOfDay(addDays(dayOf(at), -365)),
    until: at,
    except: '',
  };
  return (answer ?? []) as readonly Tally[];
}

/** The matter ends: no further rung, its paper and a named interview lose their ground; what was demanded is still owed. */
export function ended(draft: MatterDraft, by: 'accepted' | 'withdrawn' | 'lateEntry'): CaseEvent {
  move(draft, 'MatterEnded');
  draft.payload.by = by;
  if (draft.state && ['unsigned', 'issued', 'answered', 'contested'].includes(draft.state.regions.paper ?? ''))
    move(draft, 'PaperDropped');
  draft.cleared.add(RUNG_CLOCK);
  dropPaper(draft);
  // An interview that was named but not held has lost its ground; one that was held must still be reported on and checked.
  if (draft.state?.regions.interview === 'decided') withdrawEnding(draft, 'interviewHeld');
  if (by === 'withdrawn' && draft.state) tellRecall(draft, draft.state);
  const owed = rulesOf(draft.terms.rules, 'matter').some((rule) => dutyClock(draft, rule.id));
  if (!owed) move(draft, 'MatterClosed');
  return finish(draft);
}
