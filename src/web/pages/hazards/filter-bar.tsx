import { Select } from 'antd';
import { type FormEvent, useEffect, useRef } from 'react';
import { STATE_WORDS } from '../../../core/words.ts';
import { useNarrow } from '../../app/theme.ts';
import { valueWord } from '../../texts/fields.ts';
import { HAZARDS_TEXTS } from '../../texts/hazards.ts';
import { useOrganisations } from '../../ui/names.ts';
import { activeFilters, type Filter } from './filter.ts';

const TIERS = ['T0', 'T1', 'T2', 'T3'];

interface Props {
  readonly filter: Filter;
  readonly onChange: (part: Partial<Filter>) => void;
  readonly onClear: () => void;
}

/** Search and filters; on a telephone the filters are folded away. */
export function FilterBar(props: Props) {
  const narrow = useNarrow();
  const active = activeFilters(props.filter);
  return (
    <>
      <SearchField q={props.filter.q} onChange={props.onChange} />
      {narrow ? (
        <details className="fold">
          <summary>{active === 0 ? HAZARDS_TEXTS.filters : HAZARDS_TEXTS.filtersActive(active)}</summary>
          <div className="folded">
            <Filters {...props} />
          </div>
        </details>
      ) : (
        <Filters {...props} />
      )}
      {active > 0 && (
        <button type="button" className="link-button" onClick={props.onClear}>
          {HAZARDS_TEXTS.clear}
        </button>
      )}
    </>
  );
}

function SearchField({ q, onChange }: Pick<Filter, 'q'> & Pick<Props, 'onChange'>) {
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (input.current !== null) input.current.value = q;
  }, [q]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onChange({ q: input.current?.value.trim() ?? '' });
  };
  return (
    <form className="list-search" onSubmit={submit}>
      <input
        ref={input}
        type="search"
        className="plain-input"
        defaultValue={q}
        maxLength={100}
        placeholder={HAZARDS_TEXTS.search}
        aria-label={HAZARDS_TEXTS.search}
        onChange={(event) => event.target.value === '' && onChange({ q: '' })}
      />
    </form>
  );
}

function Filters({ filter, onChange }: Props) {
  const organisations = useOrganisations().data?.organisations ?? [];
  const places = organisations.map(({ id, name, kind }) => ({ value: id, label: name, unit: kind === 'unit' }));
  const choice = (name: 'org' | 'unit', label: string, options: typeof places) => (
    <Select
      aria-label={label}
      placeholder={label}
      showSearch={{ optionFilterProp: 'label' }}
      allowClear
      value={filter[name] === '' ? undefined : filter[name]}
      options={options}
      onChange={(value: string | undefined) => onChange({ [name]: value ?? '' })}
      className="filter-select"
    />
  );
  return (
    <>
      <Select
        aria-label={HAZARDS_TEXTS.tier}
        placeholder={HAZARDS_TEXTS.tier}
        mode="multiple"
        allowClear
        value={[...filter.tier]}
        options={TIERS.map((tier) => ({ value: tier, label: valueWord('tier', tier) }))}
        onChange={(tier: string[]) => onChange({ tier })}
        className="filter-select"
      />
      <Select
        aria-label={HAZARDS_TEXTS.stage}
        placeholder={HAZARDS_TEXTS.stage}
        mode="multiple"
        allowClear
        value={[...filter.stage]}
        options={Object.entries(STATE_WORDS.hazard.main ?? {}).map(([value, label]) => ({ value, label }))}
        onChange={(stage: string[]) => onChange({ stage })}
        className="filter-select"
      />
      {choice(
        'org',
        HAZARDS_TEXTS.organisation,
        places.filter(({ unit }) => !unit),
      )}
      {choice(
        'unit',
        HAZARDS_TEXTS.unit,
        places.filter(({ unit }) => unit),
      )}
      <Select
        aria-label={HAZARDS_TEXTS.standing}
        value={filter.standing}
        options={Object.entries(HAZARDS_TEXTS.standings).map(([value, label]) => ({ value, label }))}
        onChange={(standing: Filter['standing']) => onChange({ standing })}
      />
      <label className="filter-label">
        <input
          type="checkbox"
          checked={filter.overdue}
          onChange={({ target }) => onChange({ overdue: target.checked })}
        />
        {HAZARDS_TEXTS.overdue}
      </label>
      <label className="filter-label">
        {HAZARDS_TEXTS.from}
        <input
          type="date"
          className="plain-input"
          value={filter.openedFrom}
          onChange={({ target }) => onChange({ openedFrom: target.value })}
        />
      </label>
      <label className="filter-label">
        {HAZARDS_TEXTS.until}
        <input
          type="date"
          className="plain-input"
          value={filter.openedUntil}
          onChange={({ target }) => onChange({ openedUntil: target.value })}
        />
      </label>
      <Select
        aria-label={HAZARDS_TEXTS.sort}
        value={filter.sort}
        options={Object.entries(HAZARDS_TEXTS.sorts).map(([value, label]) => ({ value, label }))}
        onChange={(sort: Filter['sort']) => onChange({ sort })}
        className="filter-select"
      />
    </>
  );
}
