import type { Json } from '../core/case.ts';
import { CommandError, type ExitCode } from './command.ts';

/** An error as the command line reports it. */
export interface Failure {
  readonly exit: ExitCode;
  readonly code: string;
  readonly message: string;
  readonly more?: Json;
}

/** Errors of other folders that carry a stable code and a Chinese sentence; by code, so that `duban deadline` need not load a database to fail well. */
const WRONG_INPUT = new Set([
  'bad-settings',
  'rule-set-invalid',
  'calendar-invalid',
  'scenario-invalid',
  'office-invalid',
  'database-url',
  'case-not-found',
  'invalid',
]);
const NOT_THERE = new Set([
  'ledger-unavailable',
  'database-newer',
  'terms-unknown',
  'no-rule-set',
  'too-contended',
  'cli-unusable',
  'cli-not-found',
  'folder-not-writable',
  'folder-in-use',
  'port-busy',
  'not-ready',
]);

/** What to say and how to exit; an unknown error is a defect of ours and says so. */
export function failureOf(error: unknown): Failure {
  if (error instanceof CommandError)
    return {
      exit: error.exit,
      code: error.code,
      message: error.message,
      ...(error.more === undefined ? {} : { more: error.more }),
    };
  const message = error instanceof Error ? error.message : String(error);
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (WRONG_INPUT.has(code)) return { exit: 2, code, message };
  if (NOT_THERE.has(code)) return { exit: 3, code, message };
  const system = SYSTEM[code];
  if (system !== undefined) return { exit: 3, code, message: `${system}（${code}）。` };
  // A database driver's words may hold values of the record: only the error's name is shown.
  const trace =
    error instanceof Error
      ? (error.stack ?? '')
          .split('\n')
          .slice(1, 3)
          .map((line) => line.trim())
          .join(' ')
      : '';
  return {
    exit: 3,
    code: 'internal',
    message: `程序内部错误（${error instanceof Error ? error.name : typeof error}），没有完成。请把下面一行交给维护人员：\n${trace}`,
  };
}

const SYSTEM: { readonly [code: string]: string } = {
  EACCES: '没有权限读写所需的文件，请检查目录权限，或用 --data 指定另一个目录',
  EROFS: '文件系统是只读的，请用 --data 指定可写的目录',
  ENOSPC: '磁盘已满，请清理空间后重试',
  EMFILE: '打开的文件过多，请提高系统限制后重试',
  EADDRINUSE: '端口已被其他程序占用，请用 --port 指定另一个端口',
};
