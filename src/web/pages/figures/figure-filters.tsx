import { FIGURES_TEXTS } from '../../texts/figures.ts';

/** What figures are asked for; days are both included. */
export interface Asked {
  readonly from: string;
  readonly to: string;
  readonly by: string;
  readonly kind: string;
}

interface FigureFiltersProps {
  readonly asked: Asked;
  readonly onChange: (part: Partial<Asked>) => void;
}

/** Period, grouping and kind. */
export function FigureFilters({ asked, onChange }: FigureFiltersProps) {
  const day = (name: 'from' | 'to') => (
    <label className="figure-filter">
      {FIGURES_TEXTS[name]}{' '}
      <input
        type="date"
        className="plain-input"
        value={asked[name]}
        onChange={({ target }) => {
          if (target.value !== '') onChange({ [name]: target.value });
        }}
      />
    </label>
  );
  const choice = (name: 'by' | 'kind', words: Readonly<Record<string, string>>) => (
    <label className="figure-filter">
      {FIGURES_TEXTS[name]}{' '}
      <select className="plain-input" value={asked[name]} onChange={({ target }) => onChange({ [name]: target.value })}>
        {Object.entries(words).map(([value, word]) => (
          <option key={value} value={value}>
            {word}
          </option>
        ))}
      </select>
    </label>
  );
  return (
    <>
      {day('from')}
      {day('to')}
      {choice('by', FIGURES_TEXTS.groupBy)}
      {choice('kind', FIGURES_TEXTS.kinds)}
    </>
  );
}
