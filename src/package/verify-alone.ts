/**
 * 督办档案包校验程序（verify.mjs）。只需要 Node（18.20 以上），不需要安装任何东西，不联网，不写任何文件。
 *   node verify.mjs            校验本程序所在的文件夹
 *   node verify.mjs 包.zip     校验一个档案包
 *   --key 公钥或公钥文件       使用区级或审计留存的公钥，不用包里的
 *   --checkpoint 文件          另行留存的存证点，可重复
 * 退出码：0 没有发现 · 1 有发现 · 2 用法有误
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { findingsOf, packageLines } from '../replay/package-report.ts';
import { verifyPackage } from '../replay/package-verify.ts';
import { openPackage } from './open.ts';

const USAGE = '用法：node verify.mjs [包.zip|文件夹] [--key 公钥或文件] [--checkpoint 文件]';

interface Asked {
  readonly place: string;
  readonly keys: readonly string[];
  readonly kept: readonly string[];
}

function asked(argv: readonly string[]): Asked | undefined {
  const places: string[] = [];
  const keys: string[] = [];
  const kept: string[] = [];
  for (let i = 0; i < argv.length; i++) {
    const word = argv[i] as string;
    const value = argv[i + 1];
    if (word === '--key' || word === '--checkpoint') {
      if (value === undefined) return undefined;
      if (word === '--key') keys.push(...keyLines(value));
      else kept.push(readFileSync(value, 'utf8'));
      i++;
    } else if (word.startsWith('-')) return undefined;
    else places.push(word);
  }
  if (places.length > 1) return undefined;
  return { place: places[0] ?? path.dirname(fileURLToPath(import.meta.url)), keys, kept };
}

/** A key is a line of text; anything else is a file that has one a line. */
function keyLines(given: string): readonly string[] {
  const text = /^[^+\s]+\+[0-9a-f]{8}\+\S+$/.test(given) ? given : readFileSync(given, 'utf8');
  return text.split('\n').filter((line) => line !== '');
}

async function main(argv: readonly string[]): Promise<number> {
  const request = asked(argv);
  if (request === undefined) {
    process.stderr.write(`${USAGE}\n`);
    return 2;
  }
  const { place, keys, kept } = request;
  const outcome = await findingsOf(async () => {
    const files = await openPackage(place);
    try {
      return await verifyPackage(files, { kept, ...(keys.length > 0 ? { keys } : {}) });
    } finally {
      await files.close();
    }
  });
  process.stdout.write(`${packageLines(outcome).join('\n')}\n`);
  return outcome.findings.length === 0 ? 0 : 1;
}

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n${USAGE}\n`);
    process.exitCode = 2;
  },
);
