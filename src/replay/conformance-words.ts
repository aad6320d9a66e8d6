/** Chinese sentences of the conformance report: every one of them asks, none accuses. */

import type { QuestionThresholds } from '../core/rules/thresholds.ts';
import { EVENT_WORDS } from '../core/words.ts';
import type { Question, QuestionCode } from './questions.ts';

/** What each question is called. */
export const QUESTION_WORDS: { readonly [Code in QuestionCode]: string } = {
  massBeforeDeadline: '临期集中办理',
  identicalTexts: '文字雷同',
  latePause: '期限将满时中止',
  lateDowngrade: '临期降级',
  samePhoto: '同一照片多次使用',
  similarPhoto: '不同案件照片相似',
  quickCloseOut: '登记后很快销号',
  quickAcceptance: '提交后很快验收合格',
};

/** Steps that the handbook expects, by their name in the report. */
export const EXPECTED_STEP_WORDS: { readonly [step: string]: string } = {
  acceptanceTaken: '受理验收（先受理、后作结论）',
  controlVerified: 'T0 现场管控到位',
  supervisionRequested: 'T1 提请挂牌督办',
  planFiled: 'T1 报送治理方案',
  tipoffTriaged: '举报分办',
};

/** The question in one sentence: what was seen, from which threshold on it is asked, what to look at. */
export function questionSentence(
  question: Question,
  thresholds: QuestionThresholds,
  nameOf: (organisation: string) => string,
): string {
  const { count, cases, day, act, text } = question;
  const where = question.organisation === undefined ? '' : `${nameOf(question.organisation)}`;
  switch (question.question) {
    case 'massBeforeDeadline': {
      const { acts, daysToSpare } = thresholds.massBeforeDeadline;
      return `${where} ${day} 有 ${count} 件“${actWord(act)}”集中在期限最后 ${daysToSpare + 1} 天内（${acts} 件起提示）：是否逐件到过现场？`;
    }
    case 'identicalTexts':
      return `${cases} 件案件的“${actWord(act)}”文字相同（${thresholds.identicalTexts.cases} 件起提示）：“${excerpt(text)}”。是否逐件核实后填写？`;
    case 'latePause':
      return `${where} ${count} 次中止发生在期限已过 ${Math.round(thresholds.latePause.share * 100)}% 之后：中止事由当时是否已经存在？`;
    case 'lateDowngrade':
      return `${where} ${count} 次降级发生在原期限届满前 ${thresholds.lateDowngrade.days} 日内：降级依据是否充分？`;
    case 'samePhoto':
      return `同一张照片用于 ${count} 处、${cases} 件案件（${thresholds.samePhoto.uses} 处起提示）：是否为当次拍摄？`;
    case 'similarPhoto':
      return `不同案件的两张照片十分相似（64 位特征相差不超过 ${thresholds.similarPhoto.bits} 位）：是否为各自现场所拍？`;
    case 'quickCloseOut':
      return `${where} ${count} 件在登记后 ${thresholds.quickCloseOut.minutes} 分钟内销号：是否当场整改并到场验收？`;
    case 'quickAcceptance':
      return `${where} ${count} 件在提交整改后 ${thresholds.quickAcceptance.minutes} 分钟内验收合格：是否到过现场？`;
    default:
      return question.question satisfies never;
  }
}

const MOST_EXCERPT = 30;

function excerpt(text = ''): string {
  return text.length > MOST_EXCERPT ? `${text.slice(0, MOST_EXCERPT)}……` : text;
}

function actWord(act = ''): string {
  const found = Object.values(EVENT_WORDS).find((words) => Object.hasOwn(words, act));
  return found?.[act] ?? act;
}
