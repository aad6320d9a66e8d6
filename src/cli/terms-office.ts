import type { Json } from '../core/case.ts';
import type { Actor } from '../core/index.ts';
import { TermsRefused } from '../ledger/terms-refused.ts';
import { actorFor } from './actor.ts';
import { CommandError, type Given, type OptionSpec, optional } from './command.ts';
import { type LedgerAccess, now } from './ledger-access.ts';

/** Who acts on rule sets and calendars. */
export const ACTOR_OPTIONS: readonly OptionSpec[] = [
  { flags: '--as <POST>', about: '以哪个岗位办理，如 street.safetyOffice、street.safetyOffice.head（必填）' },
  { flags: '--person <PERSON>', about: '办理人编号；该岗位只有一人时可省略' },
];

/** The post and person named on the command line. */
export function officeActor({ db }: LedgerAccess, given: Given): Promise<Actor> {
  return actorFor(db, optional(given, 'as'), optional(given, 'person'), now());
}

/** Does the work; a refusal ends the command with its sentence and one line per path. Lint errors are findings (exit 1), all else wrong use. */
export async function refusable<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof TermsRefused)) throw error;
    const lines = error.problems.map(
      ({ path, message, mend }) => `  ${path || '（整体）'}：${message}${mend ? `。${mend}` : ''}`,
    );
    throw new CommandError(
      error.code === 'lint-errors' ? 1 : 2,
      error.code,
      [error.message, ...lines].join('\n'),
      error.problems.map((one) => ({ ...one })) as Json,
    );
  }
}
