import type { RuleSet } from '../../../core/rules/rule-set.ts';

/** A draft as it was typed and not yet taken by the server. */
interface LocalCopy {
  readonly rules: RuleSet;
  /** Of the draft that it was typed into. */
  readonly revision: number;
}

const PREFIX = 'duban.rules/';

/** What this browser still holds of a draft; undefined if nothing. */
export function readCopy(id: string): LocalCopy | undefined {
  try {
    const copy: unknown = JSON.parse(localStorage.getItem(PREFIX + id) ?? 'null');
    return typeof copy === 'object' && copy !== null && 'rules' in copy && 'revision' in copy
      ? (copy as LocalCopy)
      : undefined;
  } catch {
    return undefined;
  }
}

/** Keeps it; a browser that may not store is no reason to disturb whoever types. */
export function keepCopy(id: string, copy: LocalCopy): void {
  try {
    localStorage.setItem(PREFIX + id, JSON.stringify(copy));
  } catch {
    // The page itself still holds everything.
  }
}

/** The server has it, or it was thrown away. */
export function dropCopy(id: string): void {
  localStorage.removeItem(PREFIX + id);
}
