import type { z } from 'zod';
import type { caseDetail, caseRow, clock, eventList, explanation, sealedEvent } from '../../api/contract/cases.ts';
import type { chartAnswer, pathAnswer } from '../../api/contract/charts.ts';
import type { allowedAnswer, commandAnswer, openedAnswer } from '../../api/contract/commands.ts';
import type { deskAnswer } from '../../api/contract/desk.ts';
import type { boardAnswer } from '../../api/contract/figures.ts';
import type { inboxPage } from '../../api/contract/inbox.ts';
import type { listAnswer, listedCase, savedView } from '../../api/contract/lists.ts';
import type { ruleLivenessAnswer } from '../../api/contract/liveness.ts';
import type { caseNotices, noticeRegister, paperDetail, paperText, storedBlob } from '../../api/contract/notices.ts';
import type { explainedAnswer } from '../../api/contract/replay.ts';
import type {
  calendarDetail,
  calendarList,
  diffAnswer,
  draftAnswer,
  importedAnswer,
  lintAnswer,
  movedCases,
  previewAnswer,
  ruleDetail,
  ruleList,
  testAnswer,
} from '../../api/contract/rules.ts';
import type { loginWays, sessionAnswer, sessionList } from '../../api/contract/session.ts';
import type { evidenceAnswer, relatedAnswer } from '../../api/contract/surroundings.ts';
import type { jobAnswer, jobList, timelinesAnswer } from '../../api/contract/what-if.ts';

// What the interface answers, as the contract's schemas say; types alone, so that no validator is loaded.

export type CaseKindName = CaseRow['kind'];
export type Session = z.output<typeof sessionAnswer>;
export type LoginWays = z.output<typeof loginWays>;
export type SessionList = z.output<typeof sessionList>;
export type CaseRow = z.output<typeof caseRow>;
export type ListedCase = z.output<typeof listedCase>;
export type CaseList = z.output<typeof listAnswer>;
export type SavedView = z.output<typeof savedView>;
export type CaseDetail = z.output<typeof caseDetail>;
export type SealedEvent = z.output<typeof sealedEvent>;
export type EventList = z.output<typeof eventList>;
export type ShownClock = z.output<typeof clock>;
export type Chart = z.output<typeof chartAnswer>;
export type CasePath = z.output<typeof pathAnswer>;
export type CaseNotices = z.output<typeof caseNotices>;
export type CaseEvidence = z.output<typeof evidenceAnswer>;
export type RelatedCases = z.output<typeof relatedAnswer>;
export type Explained = z.output<typeof explainedAnswer>;
export type Explanation = z.output<typeof explanation>;
export type Allowed = z.output<typeof allowedAnswer>;
export type AllowedCommand = Allowed['mine'][number];
export type Done = z.output<typeof commandAnswer>;
export type Opened = z.output<typeof openedAnswer>;
export type Desk = z.output<typeof deskAnswer>;
export type DeskItem = Desk['items'][number];
export type Board = z.output<typeof boardAnswer>;
export type BoardColumn = Board['columns'][number];
export type Inbox = z.output<typeof inboxPage>;
export type InboxMessage = Inbox['messages'][number];
export type Paper = z.output<typeof paperDetail>;
export type PaperText = z.output<typeof paperText>;
export type PaperPiece = PaperText['pieces'][number];
export type PaperWords = Extract<PaperPiece, { piece: 'line' }>['words'];
export type NoticeRegister = z.output<typeof noticeRegister>;
export type StoredBlob = z.output<typeof storedBlob>;
export type RuleList = z.output<typeof ruleList>;
export type RuleLine = RuleList['rules'][number];
export type RuleDetail = z.output<typeof ruleDetail>;
export type RuleAct = RuleDetail['history'][number];
export type RuleFindings = z.output<typeof lintAnswer>;
export type RuleFinding = RuleFindings['findings'][number];
export type RuleTest = z.output<typeof testAnswer>;
export type SavedRuleDraft = z.output<typeof draftAnswer>;
export type RuleDifferences = z.output<typeof diffAnswer>;
export type RulePreview = z.output<typeof previewAnswer>;
export type RuleLiveness = z.output<typeof ruleLivenessAnswer>;
export type MovedCases = z.output<typeof movedCases>;
export type CalendarList = z.output<typeof calendarList>;
export type CalendarDetail = z.output<typeof calendarDetail>;
export type ImportedYear = z.output<typeof importedAnswer>;
export type WhatIfJob = z.output<typeof jobAnswer>;
export type WhatIfJobs = z.output<typeof jobList>;
export type WhatIfTimelines = z.output<typeof timelinesAnswer>;
