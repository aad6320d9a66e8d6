import { Select } from 'antd';
import { BOARDS_TEXTS } from '../../texts/boards.ts';
import { valueWord } from '../../texts/fields.ts';
import { useOrganisations } from '../../ui/names.ts';

const TIERS = ['T0', 'T1', 'T2', 'T3'];

interface Props {
  readonly org: string | undefined;
  readonly tree: string | undefined;
  readonly tier: string | undefined;
  /** An empty value takes the filter away. */
  readonly onChange: (part: Readonly<Record<string, string>>) => void;
}

/** Whose cases, and of which tiers; both stand in the address. */
export function BoardFilters({ org, tree, tier, onChange }: Props) {
  const organisations = useOrganisations().data?.organisations ?? [];
  const places = organisations
    .filter(({ kind }) => kind !== 'unit')
    .map(({ id, name }) => ({ value: id, label: name }));
  return (
    <>
      <Select
        aria-label={BOARDS_TEXTS.organisation}
        placeholder={BOARDS_TEXTS.organisation}
        showSearch={{ optionFilterProp: 'label' }}
        allowClear
        value={org}
        options={places}
        onChange={(value: string | undefined) =>
          onChange({ org: value ?? '', tree: value === undefined ? '' : 'true' })
        }
        className="board-select"
      />
      <Select
        aria-label={BOARDS_TEXTS.tier}
        placeholder={BOARDS_TEXTS.tier}
        mode="multiple"
        allowClear
        value={tier === undefined ? [] : tier.split(',')}
        options={TIERS.map((value) => ({ value, label: valueWord('tier', value) }))}
        onChange={(values: string[]) => onChange({ tier: values.join(',') })}
        className="board-select"
      />
      {org !== undefined && (
        <label className="board-tree">
          <input
            type="checkbox"
            checked={tree === 'true'}
            onChange={({ target }) => onChange({ tree: target.checked ? 'true' : '' })}
          />
          {BOARDS_TEXTS.tree}
        </label>
      )}
      {(org !== undefined || tier !== undefined) && (
        <button type="button" className="link-button" onClick={() => onChange({ org: '', tree: '', tier: '' })}>
          {BOARDS_TEXTS.clear}
        </button>
      )}
    </>
  );
}
