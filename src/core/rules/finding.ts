/** What the linter found: where, how bad, what it means, and what to do. */
export interface Finding {
  /** Path in the rule set, `deadlines.3.reminders.0`. */
  readonly path: string;
  /** `error`: must not be published; `warning`: published only after somebody has read it; `hint`: good to know. */
  readonly severity: 'error' | 'warning' | 'hint';
  readonly code: string;
  /** Chinese sentence: what is wrong. */
  readonly message: string;
  /** Chinese sentence: how to mend it. */
  readonly mend: string;
}

/** Builds a finding. */
export function finding(
  severity: Finding['severity'],
  path: string,
  code: string,
  message: string,
  mend: string,
): Finding {
  return { path, severity, code, message, mend };
}
