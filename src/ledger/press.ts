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

/** Words of a paper; those that a field's value gave name the field. */
export interface PaperWords {
  readonly text: string;
  readonly field?: string;
}

/** A piece of a paper as it is read on a screen, top to bottom. */
export type PaperPiece =
  | {
      readonly piece: 'line';
      /** mark, title, reference, addressee, heading, body, signature, date … */
      readonly role: string;
      readonly words: readonly PaperWords[];
      /** What stands at the right edge of the line. */
      readonly end?: string;
    }
  | {
      readonly piece: 'grid';
      readonly columns: readonly string[];
      readonly rows: readonly (readonly (readonly PaperWords[])[])[];
    }
  | {
      readonly piece: 'form';
      readonly rows: readonly { readonly label: string; readonly lines: readonly (readonly PaperWords[])[] }[];
    }
  | { readonly piece: 'rule' };

/** Templates and printing, behind one door: the ledger knows neither DOCX nor PDF. */
export interface Press {
  fill(order: PaperOrder): Promise<FilledPaper>;
  /** What is wrong with values that a person gives, by field: a Chinese sentence. */
  check(paper: NoticeState, values: JsonObject): { readonly [field: string]: string };
  /** 发文字号 as printed. */
  reference(paper: NoticeState, year: number, number: number): Promise<string>;
  /** JSON Schema of the values that a person may give: a form is made from it. */
  form(paper: NoticeState): JsonObject;
  /** The paper as it is read on a screen: the same words as in its files, with the fields they come from. */
  text(paper: NoticeState, imprint: PaperImprint | undefined): Promise<readonly PaperPiece[]>;
  print(paper: NoticeState, imprint: PaperImprint | undefined): Promise<PaperFiles>;
}
