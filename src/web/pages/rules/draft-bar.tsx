import { useEffect, useRef } from 'react';
import type { RuleDetail } from '../../api/answers.ts';
import { RULE_EDITOR_TEXTS } from '../../texts/rules.ts';
import { Remark } from '../../ui/states.tsx';
import type { useEdited } from './editing.ts';
import type { useSaving } from './use-saving.ts';

const { saving: SAVING } = RULE_EDITOR_TEXTS;

interface DraftBarProps {
  readonly detail: RuleDetail;
  readonly edited: ReturnType<typeof useEdited>;
  readonly saving: ReturnType<typeof useSaving>;
  readonly reason: string;
  readonly onReason: (reason: string) => void;
  readonly onKeepMine: () => Promise<void>;
  readonly onTakeTheirs: () => Promise<void>;
}

/** What makes a draft visibly a draft: the mark, back and forth, how it is kept, and why it is changed. */
export function DraftBar({ detail, edited, saving, reason, onReason, onKeepMine, onTakeTheirs }: DraftBarProps) {
  useUndoKeys(edited);
  const { phase, at } = saving;
  const state = phase === 'saved' ? SAVING.saved(at.slice(11, 16)) : SAVING[phase];
  return (
    <>
      <div className="draft-bar">
        <strong className="draft-mark">
          {detail.standing === 'approved' ? RULE_EDITOR_TEXTS.approvedMark : RULE_EDITOR_TEXTS.draftMark}
        </strong>
        <button type="button" className="quiet-button" disabled={edited.past.length === 0} onClick={edited.undo}>
          ↶ {RULE_EDITOR_TEXTS.undo}
        </button>
        <button type="button" className="quiet-button" disabled={edited.future.length === 0} onClick={edited.redo}>
          ↷ {RULE_EDITOR_TEXTS.redo}
        </button>
        <label className="draft-reason">
          {RULE_EDITOR_TEXTS.reason}
          <input
            className="plain-input"
            value={reason}
            maxLength={2_000}
            onChange={({ target }) => onReason(target.value)}
          />
        </label>
        <span className={`saving ${phase}`} role="status">
          {state}
        </span>
      </div>
      {detail.standing === 'approved' && <Remark tone="warn">{RULE_EDITOR_TEXTS.approvedEdit}</Remark>}
      {phase === 'stale' && (
        <p className="stale-choice">
          <button type="button" className="state-button" onClick={() => void onKeepMine()}>
            {RULE_EDITOR_TEXTS.keepMine}
          </button>{' '}
          <button type="button" className="state-button" onClick={() => void onTakeTheirs()}>
            {RULE_EDITOR_TEXTS.takeTheirs}
          </button>
        </p>
      )}
    </>
  );
}

/** Ctrl+Z and Ctrl+Y outside of fields, which have their own. */
function useUndoKeys({ undo, redo }: Pick<ReturnType<typeof useEdited>, 'undo' | 'redo'>): void {
  const acts = useRef({ undo, redo });
  acts.current = { undo, redo };
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const typing = event.target instanceof HTMLElement && /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName);
      if (typing || !(event.ctrlKey || event.metaKey)) return;
      const key = event.key.toLowerCase();
      if (key !== 'z' && key !== 'y') return;
      event.preventDefault();
      if (key === 'y' || event.shiftKey) acts.current.redo();
      else acts.current.undo();
    };
    addEventListener('keydown', press);
    return () => removeEventListener('keydown', press);
  }, []);
}
