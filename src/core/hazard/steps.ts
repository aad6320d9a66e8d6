import { type HandlerOf, moveItself } from '../carry-out.ts';
import type { CaseEvent, Input, JsonObject, Refusal, Terms } from '../case.ts';
import { type Draft, draftOf, finish, move, NotLegalNow } from '../draft.ts';
import type { PostRef } from '../effect.ts';
import type { Day } from '../instant.ts';
import { checkDecidedOn, dated } from '../outside.ts';
import type { DeadlineRule } from '../rules/rule-set.ts';
import { anchor, dutyClock, endsOn, rulesOf, tidyRecurring, withdrawDuty } from '../watch.ts';
import type { HazardCommand, PayloadOf } from './commands.ts';
import { HAZARD_ENDS, hazardChart } from './machine.ts';
import { dropCauses, endMatters, tellStanding } from './matters.ts';
import type { HazardState } from './state.ts';
import { hazardHolder, watchHazard } from './watched.ts';

/** An event of a hazard while it is being decided. */
export type HazardDraft = Draft<HazardState>;
/** What a handler comes to: the event, still open, or a refusal. */
export type Done = HazardDraft | Refusal;

/** Decides one command of a hazard; it may ask for what other cases know. */
export type Handler<Name extends HazardCommand> = HandlerOf<HazardState, PayloadOf<Name>>;
/** Handlers of some of the commands: those of one region of the machine. */
export type Handlers = { readonly [Name in HazardCommand]?: Handler<Name> };

/** Starts the event, moves the machine, and turns the machine's named actions into effects. */
export function step(
  context: { readonly state: HazardState | undefined; readonly command: Input; readonly terms: Terms },
  type: string,
  payload: JsonObject = {},
): HazardDraft {
  const draft = draftOf<HazardState>(
    'hazard',
    hazardChart,
    context.state,
    context.command,
    context.terms,
    type,
    payload,
  );
  return moveItself(draft, (action, params) => act(draft, action, params));
}

/** The event is the act that an anchor names: duties that it ends get their verdict, those that it starts get their clock. */
export function anchored(draft: HazardDraft, name: string): HazardDraft {
  anchor(draft, watchHazard(draft), name, draft.input.at);
  return draft;
}

/** The event of a decision that was made outside: the date of its paper is recorded, and lies not after the act. */
export function outside(
  context: {
    readonly state: HazardState | undefined;
    readonly command: Input;
    readonly terms: Terms;
    readonly payload: JsonObject & { readonly decidedOn?: Day | undefined };
  },
  type: string,
): HazardDraft {
  const { payload, command } = context;
  const wrong = checkDecidedOn(payload, command.at);
  if (wrong) throw new NotLegalNow(type, wrong);
  return step(context, type, dated(payload, command.at));
}

function act(draft: HazardDraft, action: string, params: { readonly [key: string]: unknown }): void {
  if (action !== 'issueNotice') return;
  const notice = String(params.notice);
  const parties = noticeParties(draft, notice);
  // What the district decides comes with the district's own paper, whose number is in the event; the street writes none in its name.
  if (!parties.issuer.post.startsWith('district.')) draft.effects.push({ do: 'issueNotice', notice, ...parties });
}

/** Who issues each paper of the hazard, and to whom it goes. */
function noticeParties(draft: HazardDraft, notice: string): { readonly issuer: PostRef; readonly to: PostRef } {
  const holder = hazardHolder(draft.state);
  const unit = holder('unit');
  switch (notice) {
    case 'acceptanceOpinion':
      return { issuer: { post: 'acceptanceTeam' }, to: unit };
    case 'supervisionRequest':
      return { issuer: { post: 'street.office' }, to: { post: 'district.safetyCommittee' } };
    case 'extensionReply':
      return { issuer: holder('extension.approver'), to: unit };
    case 'departmentTransfer':
      return { issuer: { post: 'street.safetyOffice' }, to: holder('transfer.receiver') };
    case 'withdrawal':
      return { issuer: { post: 'street.safetyOffice' }, to: { post: 'street.safetyOffice' } };
    default:
      return { issuer: { post: 'street.safetyOffice' }, to: unit };
  }
}

/** Last touches that every event of a hazard shares. */
export function complete(draft: HazardDraft): CaseEvent {
  const { state } = draft;
  const stage = draft.regions.main ?? '';
  if (state !== undefined || stage !== 'identified') {
    const tier = (draft.payload.tier as string | undefined) ?? state?.tier;
    tidyRecurring(draft, watchHazard(draft, { tier, ...pausingOf(draft) }), HAZARD_ENDS.has(stage));
  }
  const met = draft.verdicts.filter((verdict) => verdict.enteredLate).map((verdict) => verdict.duty);
  if (met.length > 0) dropCauses(draft, met);
  if (HAZARD_ENDS.has(stage) && state && !HAZARD_ENDS.has(state.stage)) endLine(draft);
  else tellStanding(draft);
  return finish(draft);
}

function pausingOf(draft: HazardDraft) {
  const consultation =
    draft.payload.consultationPause === 'opened' ||
    (draft.payload.consultationPause !== 'closed' && (draft.state?.consultationPauses ?? false));
  return { pausing: { general: draft.regions.pause === 'paused', consultation } };
}

/** The main line is over: what has no ground any more is withdrawn; minutes and transfers are still owed. */
function endLine(draft: HazardDraft): void {
  const { state, terms } = draft;
  if (!state) return;
  const stays = (rule: DeadlineRule) => endsOn(rule, 'minutesFiled') || rule.stage.startsWith('transfer.');
  const staying = new Set<string>();
  for (const rule of rulesOf(terms.rules, 'hazard')) {
    if (stays(rule)) staying.add(rule.id);
    else if (dutyClock(draft, rule.id)) withdrawDuty(draft, rule.id);
  }
  for (const clock of Object.values(state.clocks)) if (!staying.has(clock.rule)) draft.cleared.add(clock.id);
  // A pause or a consultation left open would hold every clock still if the hazard were opened again.
  move(draft, 'CaseResumed');
  move(draft, 'ConsultationEnded');
  move(draft, 'ExtensionVoided');
  if (state.consultationPauses && draft.payload.consultationPause === undefined)
    draft.payload.consultationPause = 'closed';
  endMatters(draft, draft.regions.main === 'closedOut' ? 'accepted' : 'withdrawn');
}

/** Whether a post is that of a leader of the street, or of the district. */
export function isLeader(post: string | undefined): boolean {
  return post !== undefined && /^(street\.(leader|head)|district)\b/.test(post);
}
