import type { TermsAct } from '../../db/terms-history.ts';
import { TermsRefused } from './terms-refused.ts';

/** What was shown about exactly one content of a draft before somebody answers for it. */
export interface Shown {
  /** Scenarios of the last test of this content. */
  readonly tested?: { readonly passed: number; readonly failed: number };
  /** The last run of this content on the office's own history. */
  readonly whatIf?: TermsAct;
}

/** Reads a draft's history for what was done with the content of this hash; an older content does not count. */
export function shownOf(history: readonly TermsAct[], contentHash: string): Shown {
  const own = history.filter((act) => act.contentHash === contentHash);
  const tested = own.findLast((act) => act.act === 'tested')?.detail;
  const whatIf = own.findLast((act) => act.act === 'whatIf');
  return {
    ...(tested === undefined ? {} : { tested: JSON.parse(tested) as { passed: number; failed: number } }),
    ...(whatIf === undefined ? {} : { whatIf }),
  };
}

/** What whoever approves answers for in person. */
export interface Excuses {
  /** Why scenarios that differ are meant to: a draft that changes a number changes what the scenarios expect. */
  readonly withDifferences?: string | undefined;
  /** Why no what-if was run. */
  readonly withoutWhatIf?: string | undefined;
}

/**
 * Lets a draft pass to approval: its scenarios were run on it and hold, or the one who approves says why the differences are meant; and where there is
 * history it was tried on that, or he says why not. Gives what is written down with the approval; throws TermsRefused.
 */
export function passGate({ tested, whatIf }: Shown, hasCases: boolean, excuses: Excuses): object {
  if (tested === undefined || tested.passed + tested.failed === 0) throw new TermsRefused('not-tested');
  const meant = excuses.withDifferences?.trim() ?? '';
  if (tested.failed > 0 && meant === '')
    throw new TermsRefused('test-failed', [{ path: 'scenarios', message: `${tested.failed} 个场景不符合预期` }]);
  const scenarios = {
    scenarios: tested.passed,
    ...(tested.failed === 0 ? {} : { differing: tested.failed, withDifferences: meant }),
  };
  if (whatIf !== undefined) return { ...scenarios, whatIf: whatIf.at };
  if (!hasCases) return scenarios;
  const why = excuses.withoutWhatIf?.trim() ?? '';
  if (why === '') throw new TermsRefused('no-what-if');
  return { ...scenarios, withoutWhatIf: why };
}
