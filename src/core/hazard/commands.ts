import { z } from 'zod';
import { type CommandTable, OFFICE } from '../commands.ts';
import { contestDecisionSchema, contestSchema } from '../flag.ts';
import { MATTER_GROUNDS } from '../matter/grounds.ts';
import { ADOPT_RULES, CONFIRM_DEADLINES } from '../new-terms-commands.ts';
import { amount, ids, oneOf, payload, text } from '../payload.ts';
import { CONSULTATION_COMMANDS } from './commands/consultation.ts';
import { CONTROL_COMMANDS } from './commands/control.ts';
import { MAIN_LINE_COMMANDS } from './commands/main-line.ts';
import { UNIT } from './commands/posts.ts';
import { SUPERVISION_COMMANDS } from './commands/supervision.ts';
import { TRANSFER_COMMANDS } from './commands/transfer.ts';

/** Commands of the hazard, in the order in which people are offered them. */
export const HAZARD_COMMANDS = {
  ...MAIN_LINE_COMMANDS,
  ...SUPERVISION_COMMANDS,
  ...CONSULTATION_COMMANDS,
  ...CONTROL_COMMANDS,
  ...TRANSFER_COMMANDS,
  startMatter: {
    label: '启动问责',
    by: OFFICE,
    events: ['MatterStarted'],
    schema: payload({
      ladder: oneOf('阶梯', ['A', 'B']),
      ground: oneOf('事由', MATTER_GROUNDS),
      progressLag: amount('进度滞后比例', 1).optional(),
      generalAccidentsInQuarter: amount('本季一般事故起数', 100).optional(),
      startRung: z.number({ error: '起始层级应为数字' }).int().positive().optional(),
    }),
  },
  contestFlag: {
    label: '对标记提出异议',
    by: [...UNIT, 'village.head', 'department.head', 'acceptanceTeam', 'street.safetyCommittee', ...OFFICE],
    events: ['FlagContested'],
    schema: contestSchema,
  },
  decideFlagContest: {
    label: '复核标记异议',
    by: OFFICE,
    events: ['FlagContestDecided'],
    schema: contestDecisionSchema,
  },
  pause: { label: '中止期限', by: OFFICE, events: ['CasePaused'], schema: payload({}) },
  resume: { label: '恢复计时', by: OFFICE, events: ['CaseResumed'], schema: payload({}) },
  adoptRules: ADOPT_RULES,
  confirmDeadlines: CONFIRM_DEADLINES,
  addNote: { label: '补充说明', by: ['*'], events: ['NoteAdded'], schema: payload({ text: text('说明') }) },
  addEvidence: {
    label: '补充材料',
    by: ['*'],
    events: ['EvidenceAdded'],
    schema: payload({ photos: ids('照片').optional(), documents: ids('材料').optional() }),
  },
} as const satisfies CommandTable;

export type HazardCommand = keyof typeof HAZARD_COMMANDS;
/** Payload of a hazard's command as its schema gives it. */
export type PayloadOf<Name extends HazardCommand> = z.output<(typeof HAZARD_COMMANDS)[Name]['schema']>;
