import type { Json } from '../core/case.ts';
import { lookupOf, sentenceOf } from './body.ts';
import type { NoticeKind } from './catalogue.ts';
import type { Found, NoticeFacts } from './facts.ts';
import { problemOf } from './field-types.ts';
import { finderOf } from './sources.ts';
import { parseBody } from './template.ts';

/** A kind's values as the record gives them. */
export interface FilledNotice {
  /** By field; each with its source. */
  readonly values: { readonly [field: string]: Found };
  /** Required fields that neither the record nor a person has given, in the order of the form. */
  readonly missing: readonly string[];
}

/** Fills a paper: what a person has given goes first, then what the record says, then the template's own default. */
export function fillNotice(kind: NoticeKind, facts: NoticeFacts): FilledNotice {
  const values: Record<string, Found> = {};
  for (const field of kind.fields) {
    const given = facts.given?.[field.id];
    const found: Found | undefined =
      given === undefined || given === null || given === ''
        ? (finderOf(kind.id, field.id)?.({ ...facts, kind }) ?? defaultOf(kind, field.default))
        : { value: given, from: { given: true } };
    // What the record says in another shape than the paper needs is no value: a person writes it.
    if (found !== undefined && problemOf(field.type, found.value) === undefined) values[field.id] = found;
  }
  const missing = kind.fields.filter((field) => field.required && values[field.id] === undefined).map(({ id }) => id);
  return { values, missing };
}

function defaultOf(kind: NoticeKind, text: string | undefined): Found | undefined {
  return text === undefined ? undefined : { value: text, from: { template: kind.id } };
}

/** What is wrong with values that a person gives: a Chinese sentence by field; empty if nothing is. */
export function checkGiven(
  kind: NoticeKind,
  given: { readonly [field: string]: Json },
): { readonly [field: string]: string } {
  const types = new Map(kind.fields.map((field) => [field.id, field.type]));
  return Object.fromEntries(
    Object.entries(given).flatMap(([id, value]) => {
      const type = types.get(id);
      const problem = type === undefined ? '本文书没有这个字段' : problemOf(type, value);
      return problem === undefined ? [] : [[id, problem]];
    }),
  );
}

/** The title of a paper, with whom it is about where the kind names him. */
export function titleOf(kind: NoticeKind, subject: string): string {
  const lookup = lookupOf(kind, {}, { issuer: '', to: '', subject });
  return parseBody(kind.title)
    .map((line) => sentenceOf(line, lookup))
    .join('');
}
