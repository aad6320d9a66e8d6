import type { AccidentRules } from '../rules/accident-rules.ts';

/** What an accident has cost so far: dead, seriously injured (acute poisoning included), direct loss in yuan. */
export interface Casualties {
  readonly dead: number;
  readonly injured: number;
  readonly loss: number;
}

/** The grade, and why. */
export interface Grading {
  readonly grade: string;
  readonly gradeLabel: string;
  /** The figure that decided: the first of those that give the highest grade. */
  readonly decidedBy: keyof Casualties;
  /** The grade that each figure gives by itself. */
  readonly byFigure: { readonly [figure: string]: string };
}

const FIGURES = ['dead', 'injured', 'loss'] as const;

/** The highest grade that one of the three figures reaches; “以上” includes the figure (国务院令第493号 Art. 3). */
export function gradeOf(casualties: Casualties, { grades }: AccidentRules): Grading {
  const reached = (figure: (typeof FIGURES)[number]) =>
    Math.max(
      0,
      grades.findLastIndex((grade) => casualties[figure] >= grade[figure]),
    );
  const ranks = FIGURES.map((figure) => ({ figure, rank: reached(figure) }));
  const highest = ranks.reduce((best, one) => (one.rank > best.rank ? one : best));
  const idAt = (rank: number) => grades[rank]?.id ?? '';
  return {
    grade: idAt(highest.rank),
    gradeLabel: grades[highest.rank]?.label ?? '',
    decidedBy: highest.figure,
    byFigure: Object.fromEntries(ranks.map(({ figure, rank }) => [figure, idAt(rank)])),
  };
}

/** Whether responsibility is traced back from this grade on. */
export function isTraced(grade: string, { grades, tracedFrom }: AccidentRules): boolean {
  const rank = (id: string) => grades.findIndex((one) => one.id === id);
  return rank(grade) >= rank(tracedFrom);
}

/** The figures in words, as the flash report says them. */
export function casualtiesWords({ dead, injured, loss }: Casualties): string {
  return `死亡${dead}人，重伤${injured}人，直接经济损失${loss}元（初步统计）`;
}
