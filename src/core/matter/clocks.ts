import type { Deciding, Input, Outcome, Terms } from '../case.ts';
import { finish, move } from '../draft.ts';
import { dayOf } from '../instant.ts';
import { beginLapse, commonConsequence, remind, repeatAsking, tell } from '../lapse.ts';
import { lapsePaper } from '../paper-duty.ts';
import { serveAgain } from './after-service.ts';
import { countedFacts, ladderOf, overdueDays } from './ladder.ts';
import { signatureOverdue, takeRung } from './paper.ts';
import type { MatterState } from './state.ts';
import { askCounts, currentRung, draftAs, holderOf, rearm } from './steps.ts';

/** A clock of the matter has fired: a rung, a signature, an answer, a receipt, a deadline. */
export function* onClock(
  state: MatterState | undefined,
  input: Input & { input: 'clock' },
  terms: Terms,
): Deciding<Outcome> {
  const { clock } = input;
  if (!state) throw new Error(`clock ${clock.id} of a matter that does not exist`);
  const holder = holderOf(state.subject, state.receiver);
  const ladder = ladderOf({ terms }, state.ladder);
  switch (clock.does) {
    case 'rung': {
      const rung = ladder.rungs[(clock.nth ?? 1) - 1];
      if (!rung) throw new Error(`rung ${clock.nth} is not in ladder ${ladder.id}`);
      const counted = countedFacts(yield* askCounts(state, input.at), input.at);
      // The count knows nothing of this very prompt yet.
      const facts = { ...counted, promptsIn90Days: counted.promptsIn90Days + (rung.notice === 'prompt' ? 1 : 0) };
      const highest = Math.max(0, ...state.rungs.map((taken) => taken.rung));
      const skipped = ladder.rungs.slice(highest, rung.rung - 1).map((one) => one.rung);
      const draft = draftAs(state, input, terms, 'RungDue', {
        clock: clock.id,
        facts,
        causes: state.causes.map((cause) => cause.rule),
        overdueWorkingDays: overdueDays({ terms }, state, dayOf(input.at)),
        ...(skipped.length > 0 ? { skipped, skippedBy: 'rule' } : {}),
      });
      const taken = takeRung(draft, rung, state.subject, ladder.id);
      rearm(draft, state, { rungs: [...state.rungs, taken], facts, waitsForResult: false, hurry: false });
      return finish(draft);
    }
    case 'remind': {
      const draft = draftAs(state, input, terms, 'ReminderDue', { clock: clock.id });
      remind(draft, clock, holder);
      return finish(draft);
    }
    case 'askAgain': {
      const draft = draftAs(state, input, terms, 'AskedAgain', { clock: clock.id });
      repeatAsking(draft, clock, holder);
      return finish(draft);
    }
    case 'answer': {
      if (clock.id === 'receipt') {
        const draft = draftAs(state, input, terms, 'ReceiptOverdue', { clock: clock.id });
        move(draft, 'ReceiptOverdue');
        serveAgain(draft, state, currentRung(state, terms));
        return finish(draft);
      }
      const review = clock.id === 'review';
      const draft = draftAs(state, input, terms, review ? 'ReviewOverdue' : 'AnswerOverdue', { clock: clock.id });
      move(draft, draft.type);
      draft.flags.push(review ? 'review-late' : 'answer-late');
      draft.cleared.add(clock.id);
      lapsePaper(draft, { ...clock, holder: clock.holder ?? 'matter.subject' });
      const office = { post: 'street.safetyOffice' };
      if (review)
        for (const to of [{ post: 'street.safetyOffice.head' }, office]) tell(draft, 'reviewOverdue', to, clock);
      else for (const to of [holder('matter.subject'), office]) tell(draft, 'answerOverdue', to, clock);
      return finish(draft);
    }
    case 'signature': {
      const tallies = yield* askCounts(state, input.at);
      const again = terms.rules.signing.steps[clock.nth ?? 0]?.do === 'redraft';
      const draft = draftAs(state, input, terms, again ? 'NoticeRedrafted' : 'SignatureOverdue', { clock: clock.id });
      move(draft, draft.type);
      signatureOverdue(draft, state, currentRung(state, terms), tallies);
      return finish(draft);
    }
    default: {
      const draft = draftAs(state, input, terms, 'DeadlineLapsed', { clock: clock.id });
      const rule = beginLapse(draft, clock, holder);
      let hurry = false;
      for (const act of rule.onLapse) {
        if (commonConsequence(draft, clock, rule, act, holder)) continue;
        if (act.do === 'nextRung') hurry = true;
        else throw new Error(`rule ${rule.id}: “${act.do}” means nothing for a matter`);
      }
      if (hurry && state.stage === 'open') {
        draft.payload.facts = { nextRungDue: true };
        rearm(draft, state, { hurry });
      }
      return finish(draft);
    }
  }
}
