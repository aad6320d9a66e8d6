import type { z } from 'zod';
import type { caseDetail, caseRow, clock, eventList, explanation, sealedEvent } from '../../api/contract/cases.ts';
import type { chartAnswer, pathAnswer } from '../../api/contract/charts.ts';
import type { allowedAnswer, commandAnswer, openedAnswer } from '../../api/contract/commands.ts';
import type { deskAnswer } from '../../api/contract/desk.ts';
import type { listAnswer, listedCase, savedView } from '../../api/contract/lists.ts';
import type { caseNotices, storedBlob } from '../../api/contract/notices.ts';
import type { explainedAnswer } from '../../api/contract/replay.ts';
import type { loginWays, sessionAnswer, sessionList } from '../../api/contract/session.ts';
import type { evidenceAnswer, relatedAnswer } from '../../api/contract/surroundings.ts';

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
export type StoredBlob = z.output<typeof storedBlob>;
