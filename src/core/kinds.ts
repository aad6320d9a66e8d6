import { accident } from './accident/accident.ts';
import { ACCIDENT_COMMANDS } from './accident/commands.ts';
import { accidentChart } from './accident/machine.ts';
import type { CaseKind, KindName } from './case.ts';
import type { CommandTable } from './commands.ts';
import { DUTY_COMMANDS } from './duty/commands.ts';
import { duty } from './duty/duty.ts';
import { dutyChart } from './duty/machine.ts';
import { HAZARD_COMMANDS } from './hazard/commands.ts';
import { hazard } from './hazard/hazard.ts';
import { hazardChart } from './hazard/machine.ts';
import { MATTER_COMMANDS } from './matter/commands.ts';
import { matterChart } from './matter/machine.ts';
import { matter } from './matter/matter.ts';
import { NOTICE_COMMANDS } from './notice/commands.ts';
import { noticeChart } from './notice/machine.ts';
import { notice } from './notice/notice.ts';
import { RECORD_COMMANDS } from './record/commands.ts';
import { recordChart } from './record/machine.ts';
import { record } from './record/record.ts';
import { ROSTER_COMMANDS } from './roster/commands.ts';
import { rosterChart } from './roster/machine.ts';
import { roster } from './roster/roster.ts';
import type { Statechart } from './statechart.ts';
import { TIPOFF_COMMANDS } from './tipoff/commands.ts';
import { tipoffChart } from './tipoff/machine.ts';
import { tipoff } from './tipoff/tipoff.ts';

/** Every kind of case the engine knows. */
export const kinds: { readonly [Kind in KindName]: CaseKind } = {
  hazard: hazard as unknown as CaseKind,
  matter: matter as unknown as CaseKind,
  tipoff: tipoff as unknown as CaseKind,
  notice: notice as unknown as CaseKind,
  record: record as unknown as CaseKind,
  duty: duty as unknown as CaseKind,
  accident: accident as unknown as CaseKind,
  roster: roster as unknown as CaseKind,
};

/** Commands of each kind: labels, posts, schemas. */
export const commandTables: { readonly [Kind in KindName]: CommandTable } = {
  hazard: HAZARD_COMMANDS,
  matter: MATTER_COMMANDS,
  tipoff: TIPOFF_COMMANDS,
  notice: NOTICE_COMMANDS,
  record: RECORD_COMMANDS,
  duty: DUTY_COMMANDS,
  accident: ACCIDENT_COMMANDS,
  roster: ROSTER_COMMANDS,
};

/** Statechart of each kind. */
export const charts: { readonly [Kind in KindName]: Statechart } = {
  hazard: hazardChart,
  matter: matterChart,
  tipoff: tipoffChart,
  notice: noticeChart,
  record: recordChart,
  duty: dutyChart,
  accident: accidentChart,
  roster: rosterChart,
};
