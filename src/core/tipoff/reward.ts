import type { JsonObject } from '../case.ts';
import type { RuleSet } from '../rules/rule-set.ts';

/** How a reward was counted, every figure a whole number of fen (0.01 yuan) but the share, which is in hundredths of a per cent. */
export interface RewardTrace {
  readonly fineFen?: number;
  readonly shareBp?: number;
  /** Share of the fine before floor and ceiling, rounded half up to a fen. */
  readonly shareFen?: number;
  readonly floorFen?: number;
  readonly ceilingFen: number;
  /** Which figure decided. */
  readonly decidedBy: 'share' | 'floor' | 'ceiling' | 'general' | 'given';
  readonly amountFen: number;
}

const BP = 10_000;

/** Yuan as a whole number of fen; undefined where it has more than two decimals. */
export function fenOf(yuan: number): number | undefined {
  const fen = Math.round(yuan * 100);
  return Math.abs(yuan * 100 - fen) < 1e-4 ? fen : undefined;
}

/** Fen as yuan. */
export function yuanOf(fen: number): number {
  return fen / 100;
}

/**
 * The reward (安监总财〔2018〕19号): a share of the fine, within floor and ceiling; without a fine the local amount for general hazards, or
 * less if a person gives less. Whole numbers throughout: the largest fine times the share stays below 2^53.
 */
export function rewardOf(
  rules: Pick<RuleSet, 'reward'>,
  { fineFen, givenFen }: { readonly fineFen?: number; readonly givenFen?: number },
): RewardTrace {
  const { share, min, max, general } = rules.reward;
  if (fineFen === undefined) {
    const ceilingFen = Math.round(general.max * 100);
    return givenFen === undefined || givenFen >= ceilingFen
      ? { ceilingFen, decidedBy: 'general', amountFen: ceilingFen }
      : { ceilingFen, decidedBy: 'given', amountFen: givenFen };
  }
  const [shareBp, floorFen, ceilingFen] = [Math.round(share * BP), Math.round(min * 100), Math.round(max * 100)];
  const product = fineFen * shareBp;
  const rest = product % BP;
  const shareFen = (product - rest) / BP + (rest * 2 >= BP ? 1 : 0);
  const figures = { fineFen, shareBp, shareFen, floorFen, ceilingFen };
  if (shareFen > ceilingFen) return { ...figures, decidedBy: 'ceiling', amountFen: ceilingFen };
  if (shareFen < floorFen) return { ...figures, decidedBy: 'floor', amountFen: floorFen };
  return { ...figures, decidedBy: 'share', amountFen: shareFen };
}

/** The trace as an event keeps it. */
export function traceAsJson(trace: RewardTrace): JsonObject {
  return { ...trace };
}

const yuanText = (fen: number) => {
  const yuan = (fen / 100).toFixed(2).replace(/\.00$/, '');
  return `${yuan.replace(/\B(?=(\d{3})+(?!\d))/g, ',')}元`;
};

/** The computation in one Chinese sentence, as the reporter's paper and the record show it. */
export function rewardSentence({
  fineFen,
  shareBp = 0,
  shareFen = 0,
  floorFen = 0,
  ceilingFen,
  decidedBy,
}: RewardTrace): string {
  if (fineFen === undefined) return `未处罚款，按一般隐患奖励，上限${yuanText(ceilingFen)}`;
  const counted = `罚款${yuanText(fineFen)}×${shareBp / 100}%＝${yuanText(shareFen)}`;
  if (decidedBy === 'floor') return `${counted}，低于下限，按下限${yuanText(floorFen)}`;
  if (decidedBy === 'ceiling') return `${counted}，高于上限，按上限${yuanText(ceilingFen)}`;
  return counted;
}
