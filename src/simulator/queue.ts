import type { CaseId, Instant } from '../core/index.ts';

/** Something to look at, and when. */
export interface Due {
  readonly at: Instant;
  readonly caseId: CaseId;
}

/** A queue by due instant (then by case): jumps to the next, never ticks. Entries may be stale; the reader checks. */
export interface DueQueue {
  push(at: Instant, caseId: CaseId): void;
  peek(): Due | undefined;
  pop(): Due | undefined;
}

/** An empty queue: a binary heap. */
export function createQueue(): DueQueue {
  const heap: Due[] = [];
  const before = (a: Due, b: Due) => a.at < b.at || (a.at === b.at && a.caseId < b.caseId);

  function up(start: number): void {
    for (let i = start; i > 0; ) {
      const parent = (i - 1) >> 1;
      if (!swapIfBefore(i, parent)) return;
      i = parent;
    }
  }

  function down(): void {
    for (let i = 0; ; ) {
      const left = 2 * i + 1;
      const right = left + 1;
      const least = right < heap.length && before(heap[right] as Due, heap[left] as Due) ? right : left;
      if (least >= heap.length || !swapIfBefore(least, i)) return;
      i = least;
    }
  }

  function swapIfBefore(low: number, high: number): boolean {
    const a = heap[low] as Due;
    const b = heap[high] as Due;
    if (!before(a, b)) return false;
    heap[low] = b;
    heap[high] = a;
    return true;
  }

  return {
    push(at, caseId) {
      heap.push({ at, caseId });
      up(heap.length - 1);
    },
    peek: () => heap[0],
    pop() {
      const first = heap[0];
      const last = heap.pop();
      if (heap.length > 0 && last) {
        heap[0] = last;
        down();
      }
      return first;
    },
  };
}
