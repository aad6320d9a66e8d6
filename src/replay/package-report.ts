import type { VerifyFinding } from './finding.ts';
import { PackageFault } from './package-files.ts';
import type { PackageVerified } from './package-verify.ts';

/** What a verification of a package came to, or that it could not be read. */
export type PackageOutcome = PackageVerified | { readonly findings: readonly VerifyFinding[] };

/** More than these nobody reads on a screen. */
const MOST_LINES = 100;

/** The outcome of reading a package: what makes it unreadable is a finding like any other. */
export async function findingsOf(work: () => Promise<PackageVerified>): Promise<PackageOutcome> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof PackageFault)) throw error;
    return { findings: [{ fault: error.fault, where: error.where, message: error.message }] };
  }
}

/** The outcome as lines for people: what was looked at, whose key was trusted, what was proved and what was not, and every finding. */
export function packageLines(outcome: PackageOutcome): readonly string[] {
  const { findings } = outcome;
  const last = findings.length === 0 ? '没有发现改动、缺失或插入。' : `发现 ${findings.length} 处问题。`;
  const named = findings.slice(0, MOST_LINES).map(({ message }) => `  ✗ ${message}`);
  if (findings.length > MOST_LINES) named.push(`  …… 另有 ${findings.length - MOST_LINES} 处（--json 全部列出）`);
  if (!('events' in outcome)) return ['档案包不能读取：', ...named, last];
  const { events, cases, files, checkpoint, scope } = outcome;
  return [
    `校验 ${cases} 件、${events} 条事件、${files} 个文件`,
    ...(checkpoint ? [`存证点：${checkpoint.origin}，共 ${checkpoint.size} 条`] : []),
    ...keyLines(outcome),
    ...named,
    last,
    ...(findings.length === 0 ? provedLines(scope) : []),
  ];
}

function keyLines({ keys, keysFrom }: PackageVerified): readonly string[] {
  const whose =
    keysFrom === 'given'
      ? '公钥由校验人另行提供'
      : '公钥取自档案包本身：请与区级或审计留存的公钥核对，不一致即为另行签发';
  return [`${whose}`, ...keys.map((key) => `  ${key}`)];
}

function provedLines(scope: PackageVerified['scope']): readonly string[] {
  const both = [
    '已证明：每条事件未被改动，同一案件前后相接，并在签名的存证点之内；文书、附件、规则集和日历与签名的清单一致。',
  ];
  return scope === 'all'
    ? [...both, '已证明：存证点之内的全部事件都在包中，一条不少。']
    : [...both, '各案件的条数由签名的清单担保；要证明日志中没有其他案件，请导出全部（--all）。'];
}
