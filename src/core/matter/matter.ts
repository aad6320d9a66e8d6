import type { CaseEvent, CaseKind, Tally } from '../case.ts';
import { legalCommands } from '../commands.ts';
import { knownAt } from '../draft.ts';
import { advanceMatter } from './advance.ts';
import { MATTER_COMMANDS } from './commands.ts';
import { decideMatter } from './decide.ts';
import { matterChart } from './machine.ts';
import { isPenalty } from './penalty.ts';
import type { MatterState } from './state.ts';

/** The matter (问责事项), one per subject and ladder of a case. */
export const matter: CaseKind<MatterState> = {
  name: 'matter',
  decide: decideMatter,
  advance: advanceMatter,
  allowed: (state) => legalCommands(MATTER_COMMANDS, matterChart, state?.regions),
  tallies,
};

/** What later rungs of the same subject may count: prompts, failed interviews, penalties. */
function tallies(event: CaseEvent, state: MatterState): readonly Tally[] {
  const subject = state.subject.organisation;
  const one = (what: string): readonly Tally[] => [
    { subject, what, at: event.at, known: knownAt(event), caseId: event.caseId },
  ];
  if (event.payload.notice === 'prompt' && (event.moves ?? [event.type]).includes('RungDue')) return one('prompt');
  if (event.type === 'InterviewFailed' || event.type === 'InterviewMissed') return one('interviewFailed');
  if (event.type === 'OutsideDecided' && isPenalty(event.payload)) return one('penalty');
  return [];
}
