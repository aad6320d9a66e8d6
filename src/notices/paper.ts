import type { Json } from '../core/case.ts';
import type { Day } from '../core/instant.ts';
import type { NoticeForm } from './catalogue.ts';
import type { Column } from './field-types.ts';
import type { Role } from './layout.ts';

/** What makes a filled template an issued paper: who, to whom, number and day. */
export interface Issue {
  /** 发文机关, as it signs. */
  readonly issuer: string;
  /** 主送. */
  readonly to: string;
  /** 抄送. */
  readonly copies?: readonly string[];
  /** Who the paper is about, where its title says so. */
  readonly subject?: string;
  /** 发文字号, as `referenceOf` writes it; absent before it is given. */
  readonly reference?: string;
  /** 成文日期. */
  readonly issuedOn?: Day;
  /** 签发人, where the form names him. */
  readonly signer?: string;
  /** A preview: what is missing is shown as such, instead of a PaperError. */
  readonly draft?: true;
}

/** Values of a paper by field. */
export interface PaperValues {
  readonly [field: string]: { readonly value: Json };
}

/** A piece of a paper, top to bottom. */
export type Block =
  /** One paragraph; `end` stands at the right edge of its line, `right` replaces the look's indent. */
  | {
      readonly block: 'line';
      readonly role: Role;
      readonly text: string;
      readonly end?: string;
      readonly right?: number;
    }
  /** A ruled table whose heading is repeated on every page. */
  | { readonly block: 'grid'; readonly columns: readonly Column[]; readonly rows: readonly (readonly string[])[] }
  /** A ruled form: label left, content right. */
  | { readonly block: 'form'; readonly rows: readonly FormRow[] }
  /** The red line between head and text. */
  | { readonly block: 'rule' }
  | { readonly block: 'space'; readonly lines: number }
  /** A QR code, so many millimetres wide. */
  | { readonly block: 'qr'; readonly text: string; readonly millimetres: number }
  /** Not torn apart at the end of a page. */
  | { readonly block: 'together'; readonly blocks: readonly Block[] }
  | { readonly block: 'page' };

/** A line of the imprint; `end` stands at its right edge. */
export interface ImprintLine {
  readonly text: string;
  readonly end?: string;
}

/** A row of a form. */
export interface FormRow {
  readonly label: string;
  readonly lines: readonly string[];
}

/** A paper as it will be set: everything that is printed, in order, and nothing about how. */
export interface PaperDocument {
  readonly form: NoticeForm;
  readonly title: string;
  readonly issuer: string;
  readonly issuedOn?: Day;
  /** 发文机关标志 or 纪要标志, red. */
  readonly mark?: string;
  readonly blocks: readonly Block[];
  /** 版记: copies and printing office at the foot of the last page, ruled. */
  readonly imprint: readonly ImprintLine[];
  /** The form to be signed on service, on a page of its own. */
  readonly slip: readonly Block[];
}

/** 发文字号: the year in hexagonal brackets, the number without leading zeros; minutes are counted in issues (期). */
export function referenceOf(form: NoticeForm, sign: string, year: number, number: number): string {
  return form === 'minutes' ? `〔${year}〕第${number}期` : `${sign}〔${year}〕${number}号`;
}
