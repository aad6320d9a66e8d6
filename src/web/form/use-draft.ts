import { useCallback, useRef, useState } from 'react';
import { nowInstant } from '../ui/when.ts';
import { type DraftPlace, dropDraft, keepDraft, newCommandId, readDraft } from './draft.ts';
import type { Values } from './values.ts';

/** What a form starts with, and what is kept of it while somebody types. */
export interface KeptForm {
  readonly initial: Values;
  /** When the draft that was restored had been typed; undefined if there was none. */
  readonly restoredAt: string | undefined;
  /** The number under which the act is sent. */
  commandId(): string;
  keep(values: Values): void;
  /** Forgets what was typed; the next act gets a new number. */
  drop(): void;
}

/** A form whose content stays in this browser until it is sent or thrown away. */
export function useDraft(place: DraftPlace, known: Values): KeptForm {
  const [draft] = useState(() => readDraft(place));
  const id = useRef(draft?.commandId);
  const commandId = () => {
    id.current ??= newCommandId();
    return id.current;
  };
  const keep = (values: Values) => keepDraft(place, { values, commandId: commandId(), savedAt: nowInstant() });
  const drop = () => {
    id.current = undefined;
    dropDraft(place);
  };
  const latest = useRef({ commandId, keep, drop });
  latest.current = { commandId, keep, drop };
  return {
    initial: { ...known, ...draft?.values },
    restoredAt: draft?.savedAt,
    commandId: useCallback(() => latest.current.commandId(), []),
    keep: useCallback((values: Values) => latest.current.keep(values), []),
    drop: useCallback(() => latest.current.drop(), []),
  };
}
