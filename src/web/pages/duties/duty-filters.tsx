import { Select } from 'antd';
import { useSession } from '../../api/session.ts';
import { DUTIES_TEXTS } from '../../texts/duties.ts';
import { useNames, useOrganisations } from '../../ui/names.ts';

interface Props {
  readonly whose: string;
  readonly organisation: string;
  readonly post: string;
  /** An empty value takes the filter away. */
  readonly onChange: (part: { readonly [name: string]: string }) => void;
}

/** Whose duties: mine, one of my posts', a place's. */
export function DutyFilters({ whose, organisation, post, onChange }: Props) {
  const { posts } = useSession();
  const names = useNames();
  const organisations = useOrganisations().data?.organisations ?? [];
  const keys = posts.map((one) => (one.organisation ? `${one.post}@${one.organisation}` : one.post));
  return (
    <>
      <Select
        aria-label={DUTIES_TEXTS.whose}
        value={whose}
        options={[
          ...(posts.length > 0 ? [{ value: 'mine', label: DUTIES_TEXTS.mine }] : []),
          { value: 'all', label: DUTIES_TEXTS.all },
        ]}
        onChange={(value: string) => onChange({ whose: value, post: '' })}
        className="duty-select"
      />
      {keys.length > 1 && (
        <Select
          aria-label={DUTIES_TEXTS.post}
          placeholder={DUTIES_TEXTS.post}
          allowClear
          value={post === '' ? undefined : post}
          options={keys.map((value) => ({ value, label: names.post(value) }))}
          onChange={(value: string | undefined) => onChange({ post: value ?? '' })}
          className="duty-select"
        />
      )}
      <Select
        aria-label={DUTIES_TEXTS.organisation}
        placeholder={DUTIES_TEXTS.organisation}
        showSearch={{ optionFilterProp: 'label' }}
        allowClear
        value={organisation === '' ? undefined : organisation}
        options={organisations.map(({ id, name }) => ({ value: id, label: name }))}
        onChange={(value: string | undefined) =>
          onChange({ organisation: value ?? '', ...(value === undefined ? {} : { whose: 'all' }) })
        }
        className="duty-select"
      />
    </>
  );
}
