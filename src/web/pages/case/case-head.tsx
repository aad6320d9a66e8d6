import { KIND_WORDS, stageWord } from '../../../core/words.ts';
import type { CaseDetail } from '../../api/answers.ts';
import { CASE_TEXTS } from '../../texts/case.ts';
import { factValue } from '../../texts/case-words.ts';
import { Light } from '../../ui/light.tsx';
import { Sentence } from '../../ui/sentence.tsx';

/** What a case is in one line, and what happens next with it in one sentence. */
export function CaseHead({ detail }: { readonly detail: CaseDetail }) {
  const { caseId, kind, tier, stage, nationalTier, sentence } = detail;
  return (
    <>
      {sentence !== undefined && <Sentence text={sentence.text} tone={sentence.light} />}
      <p className="case-marks dim">
        <span>
          {KIND_WORDS[kind]} {caseId}
        </span>
        {tier !== undefined && (
          <span>
            {factValue('tier', tier)}
            {nationalTier === undefined ? '' : `（${CASE_TEXTS.national(nationalTier)}）`}
          </span>
        )}
        <span>
          {sentence === undefined ? (
            stageWord(kind, stage)
          ) : (
            <Light tone={sentence.light} word={stageWord(kind, stage)} />
          )}
        </span>
      </p>
    </>
  );
}
