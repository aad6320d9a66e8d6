import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Instant } from '../core/instant.ts';
import { parseInstant } from '../core/instant.ts';
import { wrongUse } from './command.ts';

/** A file that is part of the product, such as `scenarios.json`. */
export function bundled(name: string): string {
  return fileURLToPath(new URL(`../../data/${name}`, import.meta.url));
}

/** The JSON in a file; says in Chinese why it cannot be had. */
export function readJson(file: string): unknown {
  const text = readText(file);
  try {
    return JSON.parse(text);
  } catch (error) {
    throw wrongUse(`${file} 不是合法的 JSON：${error instanceof Error ? error.message : '格式错误'}。请修改后重试。`);
  }
}

/** The text of a file; says in Chinese why it cannot be had. */
export function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (code === 'ENOENT') throw wrongUse(`找不到文件 ${file}，请检查路径。`);
    if (code === 'EISDIR') throw wrongUse(`${file} 是目录，请给出文件。`);
    throw wrongUse(`不能读取 ${file}（${code}），请检查权限。`);
  }
}

/** An instant as people type it: RFC 3339, or without seconds and offset for Beijing time, or a day for its 00:00. */
export function instantOf(name: string, text: string): Instant {
  const [, day, minute, seconds = ':00'] = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2})(:\d{2})?)?$/.exec(text) ?? [];
  try {
    return parseInstant(day === undefined ? text : `${day}T${minute ?? '00:00'}${seconds}+08:00`);
  } catch (error) {
    throw wrongUse(`${name}：${error instanceof Error ? error.message : '时刻有误'}。`);
  }
}
