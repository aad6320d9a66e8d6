import type { z } from 'zod';
import type { publishedAnswer } from '../../api/contract/accidents.ts';
import type { accessAnswer, accountList, allTokens, changeList, keysAnswer } from '../../api/contract/admin.ts';
import type { caseDetail, caseRow, eventList, explanation, sealedEvent } from '../../api/contract/cases.ts';
import type { chartAnswer, pathAnswer } from '../../api/contract/charts.ts';
import type { allowedAnswer, commandAnswer, openedAnswer } from '../../api/contract/commands.ts';
import type { deskAnswer } from '../../api/contract/desk.ts';
import type {
  dutyCalendarAnswer,
  enteredAnswer,
  entryList,
  entryShape,
  importAnswer,
  openDutiesAnswer,
  registerList,
  registerShape,
} from '../../api/contract/entries.ts';
import type { boardAnswer, figureAnswer } from '../../api/contract/figures.ts';
import type { healthAnswer } from '../../api/contract/health.ts';
import type { inboxPage } from '../../api/contract/inbox.ts';
import type { listAnswer, listedCase, savedView } from '../../api/contract/lists.ts';
import type { ruleLivenessAnswer } from '../../api/contract/liveness.ts';
import type { caseNotices, noticeRegister, paperDetail, paperText, storedBlob } from '../../api/contract/notices.ts';
import type { proofAnswer } from '../../api/contract/proof.ts';
import type { organisationList, personList, postList } from '../../api/contract/registers.ts';
import type { explainedAnswer, stepsAnswer } from '../../api/contract/replay.ts';
import type { leaderAnswer, returnAnswer, returnList } from '../../api/contract/returns.ts';
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
import type { publicTipoffTerms, tipoffAnswer } from '../../api/contract/tipoffs.ts';
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
export type ReturnList = z.output<typeof returnList>;
export type ReturnHead = ReturnList['returns'][number];
export type MonthlyReturn = z.output<typeof returnAnswer>;
export type MonthlyReturnRow = MonthlyReturn['rows'][number];
export type LeaderPage = z.output<typeof leaderAnswer>;
export type LeaderTile = LeaderPage['tiles'][number];
export type WhatIfJob = z.output<typeof jobAnswer>;
export type WhatIfJobs = z.output<typeof jobList>;
export type WhatIfTimelines = z.output<typeof timelinesAnswer>;
export type RegisterList = z.output<typeof registerList>;
export type RegisterHead = RegisterList['registers'][number];
export type RegisterShape = z.output<typeof registerShape>;
export type RegisterField = RegisterShape['fields'][number];
export type RegisterEntry = z.output<typeof entryShape>;
export type EntryList = z.output<typeof entryList>;
export type Entered = z.output<typeof enteredAnswer>;
export type ImportResult = z.output<typeof importAnswer>;
export type DutyCalendar = z.output<typeof dutyCalendarAnswer>;
export type DutyRound = DutyCalendar['rounds'][number];
export type OpenedDuties = z.output<typeof openDutiesAnswer>;
export type ReceivedTipoff = z.output<typeof tipoffAnswer>;
export type PublishedRoster = z.output<typeof publishedAnswer>;
export type CaseProof = z.output<typeof proofAnswer>;
export type ReplaySteps = z.output<typeof stepsAnswer>;
export type ReplayStep = ReplaySteps['steps'][number];
export type Figures = z.output<typeof figureAnswer>;
export type Figure = Figures['total']['open'];
export type FigureGroup = Figures['total'];
export type Health = z.output<typeof healthAnswer>;
export type Accesses = z.output<typeof accessAnswer>;
export type Accounts = z.output<typeof accountList>;
export type Tokens = z.output<typeof allTokens>;
export type OfficeChanges = z.output<typeof changeList>;
export type InstallationKeys = z.output<typeof keysAnswer>;
export type Organisations = z.output<typeof organisationList>;
export type People = z.output<typeof personList>;
export type Posts = z.output<typeof postList>;
export type Post = Posts['posts'][number];
export type PublicTerms = z.output<typeof publicTipoffTerms>;
