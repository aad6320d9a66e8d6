import type { Finding } from '../core/rules/finding.ts';

const SEVERITY = { error: '错误', warning: '提醒', hint: '提示' } as const;

/** One line a finding: how bad, where, what, how to mend it. */
export function findingLines(findings: readonly Finding[]): string[] {
  return findings.map(
    ({ severity, path, message, mend }) => `${SEVERITY[severity]}　${path || '（整体）'}　${message}。${mend}。`,
  );
}
