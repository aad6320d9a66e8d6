/** Plain JSON, the only kind of data that enters or leaves the core. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json | undefined };
export type JsonObject = { readonly [key: string]: Json | undefined };

/** ASCII, at most 64 characters; also the workflow id. */
export type CaseId = string;

/** The kinds of case that the engine knows. */
export const KIND_NAMES = ['hazard', 'matter', 'tipoff', 'notice', 'record', 'duty', 'accident', 'roster'] as const;
export type KindName = (typeof KIND_NAMES)[number];

/** What an accident tells the cases that it puts under its mark. */
export const FREEZE_MESSAGE = 'accidentFreeze';

/** Id of the nth matter of a hazard's ladder: in the hazard's own name space, so that it is known before it exists. */
export function matterId(hazard: CaseId, ladder: 'A' | 'B', count: number): CaseId {
  return `${hazard}-${ladder}${count}`;
}

/** The hazard in whose name space a matter's id lies; undefined for other ids. */
export function hazardOfMatter(caseId: CaseId): CaseId | undefined {
  return /^(.+)-[AB]\d+$/.exec(caseId)?.[1];
}

/** Id of the paper that effect `nth` of event `seq` of a case orders: known before the paper exists. */
export function noticeId(caseId: CaseId, seq: number, nth: number): CaseId {
  return `${caseId}-N${seq}.${nth}`;
}

/** The case in whose name space a paper's id lies; undefined for other ids. */
export function caseOfNotice(caseId: CaseId): CaseId | undefined {
  return /^(.+)-N\d+\.\d+$/.exec(caseId)?.[1];
}

/** The case that an id says it was opened by: a matter's hazard, the case that ordered a paper. */
export function openerNamed(caseId: CaseId): CaseId | undefined {
  return caseOfNotice(caseId) ?? hazardOfMatter(caseId);
}
