import type { CaseId, JsonObject, SealedEvent } from '../core/case.ts';
import type { IssueNotice } from '../core/effect.ts';
import type { Day } from '../core/instant.ts';
import type { NoticeField, NoticeState } from '../core/notice/state.ts';

/** A paper that an event ordered, before it is drafted. */
export interface PaperOrder {
  /** The case that ordered it. */
  readonly caseId: CaseId;
  readonly event: SealedEvent;
  readonly effect: IssueNotice;
}

/** What the catalogue and the record make of an order. */
export interface FilledPaper {
  readonly title: string;
  /** Version of the template. */
  readonly template: string;
  /** Signed by nobody: the engine issues it. */
  readonly unsigned: boolean;
  readonly receiptRequired: boolean;
  /** Its kind demands a second person's review. */
  readonly review?: 'required';
  readonly fields: readonly NoticeField[];
  readonly values: NoticeState['values'];
}

/** The paper's number and date; a draft has none yet. */
export interface PaperImprint {
  readonly reference: string;
  readonly day: Day;
}

/** The two files of a paper. */
export interface PaperFiles {
  readonly docx: Uint8Array;
  readonly pdf: Uint8Array;
}

/** Templates and printing, behind one door: the ledger knows neither DOCX nor PDF. */
export interface Press {
  fill(order: PaperOrder): Promise<FilledPaper>;
  /** What is wrong with values that a person gives, by field: a Chinese sentence. */
  check(paper: NoticeState, values: JsonObject): { readonly [field: string]: string };
  /** 发文字号 as printed. */
  reference(paper: NoticeState, year: number, number: number): Promise<string>;
  print(paper: NoticeState, imprint: PaperImprint | undefined): Promise<PaperFiles>;
}
