import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import type { RuleDetail, WhatIfJob } from '../../api/answers.ts';
import { download, write } from '../../api/client.ts';
import { keys } from '../../api/keys.ts';
import { problemOf } from '../../api/problem.ts';
import { useSession } from '../../api/session.ts';
import { ownsRules } from '../../app/who.ts';
import { RULE_ACTS_TEXTS } from '../../texts/rules.ts';
import { Remark } from '../../ui/states.tsx';
import { ActDialog, type RuleActName } from './act-dialog.tsx';
import { AdoptDialog } from './adopt-dialog.tsx';

/** What may be done with a rule set as it stands. */
const ACTS: { readonly [standing in RuleDetail['standing']]: readonly RuleActName[] } = {
  draft: ['test', 'approve', 'discard'],
  approved: ['publish', 'discard'],
  discarded: [],
  scheduled: ['withdraw'],
  inForce: [],
  superseded: [],
  withdrawn: [],
};

interface RuleActsProps {
  readonly detail: RuleDetail;
  /** Saves what is typed before anything is done with the draft. */
  readonly before: () => Promise<void>;
  readonly errors: number;
}

/** The buttons of a rule set: each opens what has to be said for it. */
export function RuleActs({ detail, before, errors }: RuleActsProps) {
  const queries = useQueryClient();
  const session = useSession();
  const navigate = useNavigate();
  const [open, setOpen] = useState<RuleActName | 'adopt'>();
  const [failure, setFailure] = useState('');
  const refresh = async () => void (await queries.resetQueries({ queryKey: keys.rules }));
  const play = async () => {
    try {
      await before();
      const { job } = await write<WhatIfJob>('POST', `/rules/drafts/${detail.id}/what-if`, {});
      void navigate(`/what-if/${job}`);
    } catch (error) {
      setFailure(problemOf(error).body.detail);
    }
  };
  const isDraft = detail.standing === 'draft' || detail.standing === 'approved';
  const mine = ownsRules(session) ? ACTS[detail.standing] : [];
  const adoptable = ownsRules(session) && detail.standing === 'inForce';
  return (
    <>
      {failure !== '' && <Remark tone="warn">{failure}</Remark>}
      {isDraft && ownsRules(session) && (
        <button type="button" className="plain-button" disabled={errors > 0} onClick={() => void play()}>
          {RULE_ACTS_TEXTS.whatIf}
        </button>
      )}
      {mine.map((act) => (
        <button
          key={act}
          type="button"
          className={act === 'approve' || act === 'publish' ? 'plain-button strong' : 'plain-button'}
          onClick={() => void before().then(() => setOpen(act))}
        >
          {RULE_ACTS_TEXTS[act]}
        </button>
      ))}
      {adoptable && (
        <button type="button" className="plain-button" onClick={() => setOpen('adopt')}>
          {RULE_ACTS_TEXTS.adopt}
        </button>
      )}
      <button
        type="button"
        className="plain-button"
        onClick={() => void download(`/rules/${detail.id}/export`, {}, `${detail.id}.json`)}
      >
        {RULE_ACTS_TEXTS.export}
      </button>
      {open === 'adopt' && <AdoptDialog version={detail.id} onClose={() => setOpen(undefined)} />}
      {open !== undefined && open !== 'adopt' && (
        <ActDialog act={open} id={detail.id} onClose={() => setOpen(undefined)} onDone={refresh} />
      )}
    </>
  );
}
