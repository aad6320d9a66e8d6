import type { SealedEvent } from '../core/index.ts';
import { canonicalJson } from '../core/log/canonical.ts';
import { hashEvent } from '../core/log/chain.ts';

/** A line of `events.jsonl` that cannot be read; the message says which, in Chinese. */
export class EventLinesError extends Error {
  readonly code = 'events-unreadable';
}

/** The events of one case, and whether every line still gives its hash and follows the one before. */
export interface EventLines {
  readonly events: readonly SealedEvent[];
  readonly intact: boolean;
}

/** Reads `events.jsonl`: one canonical event a line with its `hash`; grouped by case, in order of `seq`. Throws EventLinesError. */
export function parseEventLines(text: string): ReadonlyMap<string, EventLines> {
  const events = text
    .split('\n')
    .map((line, at) => ({ line: line.trim(), at: at + 1 }))
    .filter(({ line }) => line !== '')
    .map(({ line, at }) => eventOf(line, at));
  const cases = Map.groupBy(events, (event) => event.caseId);
  return new Map(
    [...cases].map(([caseId, found]) => {
      const sorted = found.toSorted((a, b) => a.seq - b.seq);
      return [caseId, { events: sorted, intact: isIntact(sorted) }];
    }),
  );
}

function eventOf(line: string, at: number): SealedEvent {
  const value = parsed(line, at);
  // Events carry their hash as a member, or stand beside it: `{"event": …, "hash": …}`.
  const event = typeof value.event === 'object' && value.event !== null ? { ...value.event, hash: value.hash } : value;
  const { caseId, seq, type, kind, hash } = event as Partial<SealedEvent>;
  if (typeof caseId !== 'string' || typeof seq !== 'number' || typeof type !== 'string' || typeof kind !== 'string')
    throw new EventLinesError(`第 ${at} 行不是案件记录，请核对是否为档案包中的 events.jsonl。`);
  if (typeof hash !== 'string') throw new EventLinesError(`第 ${at} 行没有哈希，请使用导出的 events.jsonl。`);
  return event as unknown as SealedEvent;
}

function parsed(line: string, at: number): { readonly [key: string]: unknown } {
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value === 'object' && value !== null) return value as { readonly [key: string]: unknown };
  } catch {}
  throw new EventLinesError(`第 ${at} 行不是合法的 JSON，文件可能不完整，请重新导出。`);
}

function isIntact(events: readonly SealedEvent[]): boolean {
  let head = '';
  return events.every((event, i) => {
    const { hash, ...rest } = event;
    const holds = event.seq === i + 1 && event.prevHash === head && hashEvent(head, canonicalJson(rest)) === hash;
    head = hash;
    return holds;
  });
}
