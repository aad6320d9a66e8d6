import { useEffect, useRef, useState } from 'react';
import { useSession } from '../../api/session.ts';
import { newCommandId } from '../../form/draft.ts';
import { dropStored, keepStored, readStored } from '../../offline/store.ts';
import { EMPTY_ENTRY, type Entry, isTouched } from './entry.ts';

interface Draft {
  readonly entry: Entry;
  readonly commandId: string;
}

/** So long after the last key the draft is kept (ms). */
const KEEP_MS = 200;

/** The entry that is being typed: kept in this browser with its photos, found again after the page was closed. */
export function useEntry() {
  const { account } = useSession();
  const key = `register ${account}`;
  const [draft, setDraft] = useState<Draft>(fresh);
  const [restored, setRestored] = useState(false);
  const [storing, setStoring] = useState(true);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);

  useEffect(() => {
    readStored<Draft>('draft', key).then(
      (kept) => {
        // What was typed before the database had answered wins.
        if (kept === undefined) return;
        setDraft((now) => (isTouched(now.entry) ? now : kept));
        setRestored(true);
      },
      () => setStoring(false),
    );
  }, [key]);

  const keep = (next: Draft) => {
    setDraft(next);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => {
      keepStored('draft', key, next).catch(() => setStoring(false));
    }, KEEP_MS);
  };
  return {
    ...draft,
    restored,
    /** The browser can keep what is typed. */
    storing,
    change: (part: Partial<Entry>) => keep({ ...draft, entry: { ...draft.entry, ...part } }),
    replace: (entry: Entry, commandId: string) => keep({ entry, commandId }),
    /** Empties the form; the next entry has a number of its own. */
    clear() {
      clearTimeout(timer.current);
      setDraft(fresh());
      setRestored(false);
      void dropStored('draft', key).catch(() => undefined);
    },
  };
}

function fresh(): Draft {
  return { entry: EMPTY_ENTRY, commandId: newCommandId() };
}
