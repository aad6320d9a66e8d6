import type { CaseState, JsonObject, Refusal } from './case.ts';
import { amount, oneOf, payload, text } from './payload.ts';
import { refuse } from './refusal.ts';

const which = { code: text('标记', 100), flag: amount('标记序号', 1e9).optional() };

/** Payload of `contestFlag`: which flag (问责标记), by its code and, where there are several, the number of its event; the ground is the reason. */
export const contestSchema = payload(which);
/** Payload of `decideFlagContest`: whether the flag stands or the contest is founded. */
export const contestDecisionSchema = payload({ ...which, result: oneOf('结论', ['stands', 'unfounded']) });

interface Which {
  readonly code: string;
  readonly flag?: number | undefined;
  readonly reason?: string | undefined;
}

/** Who acts, as the record keeps it: the person where one is known, else the post. */
export function whoActs({ person, post }: { readonly person?: string; readonly post: string }): string {
  return person ?? post;
}

function find(state: CaseState, { code, flag }: Which) {
  const found = state.flags.findLast((one) => one.code === code && (flag === undefined || one.seq === flag));
  const contest = state.contests?.find((one) => one.code === code && one.flag === found?.seq);
  return { found, contest };
}

/** A flag is contested: what its event records. It needs a ground; one contest a flag, and the flag itself stays for ever. */
export function contestFlag(state: CaseState, given: Which, by: string): JsonObject | Refusal {
  if (!given.reason) return refuse('reason-missing');
  const { found, contest } = find(state, given);
  if (!found) return refuse('flag-unknown', { detail: given.code });
  if (contest) return refuse(contest.result ? 'flag-decided' : 'flag-contested');
  return { ...given, flag: found.seq, by };
}

/** A contest is decided, by somebody who neither raised nor contested the flag; the result stands beside the flag. */
export function decideFlagContest(state: CaseState, given: Which, by: string): JsonObject | Refusal {
  if (!given.reason) return refuse('reason-missing');
  const { found, contest } = find(state, given);
  if (!found) return refuse('flag-unknown', { detail: given.code });
  if (!contest) return refuse('flag-not-contested');
  if (contest.result) return refuse('flag-decided');
  if (by === contest.by || by === found.by)
    return refuse('second-person-missing', { detail: '异议须由提出人、标记登记人以外的人复核' });
  return { ...given, flag: found.seq, by };
}

/** Tells what is to be recorded from why it is not. */
export function isRefused(recorded: JsonObject | Refusal): recorded is Refusal {
  return recorded.refused === true;
}
