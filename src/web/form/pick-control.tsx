import { useQuery } from '@tanstack/react-query';
import { Select } from 'antd';
import { useState } from 'react';
import type { EntryList } from '../api/answers.ts';
import { get } from '../api/client.ts';
import { keys } from '../api/keys.ts';
import { FORM_TEXTS } from '../texts/form.ts';
import { useNames, useOrganisations, usePeople } from '../ui/names.ts';
import type { PickSource } from './field-kinds.ts';

interface PickProps {
  readonly source: PickSource;
  readonly many: boolean;
  readonly label: string;
}

/** Chooses what is known by a number: a unit, an organisation, a person, a post, an entry of a register. */
export function PickControl({ source, ...props }: PickProps) {
  if (typeof source === 'object') return <EntryPick register={source.register} {...props} />;
  if (source === 'person') return <PersonPick {...props} />;
  if (source === 'post') return <PostPick {...props} />;
  return <PlacePick units={source === 'unit'} {...props} />;
}

type OwnProps = Omit<PickProps, 'source'>;
interface Option {
  readonly value: string;
  readonly label: string;
}

function Pick({ options, many, label, ...bound }: OwnProps & { readonly options: readonly Option[] }) {
  return (
    <Select
      aria-label={label}
      showSearch={{ optionFilterProp: 'label' }}
      allowClear
      notFoundContent={FORM_TEXTS.nothingFound}
      options={[...options]}
      {...(many ? { mode: 'multiple' as const } : {})}
      {...bound}
    />
  );
}

function PlacePick({ units, ...props }: OwnProps & { readonly units: boolean }) {
  const all = useOrganisations().data?.organisations ?? [];
  const options = all.filter(({ kind }) => (kind === 'unit') === units);
  return <Pick options={options.map(({ id, name }) => ({ value: id, label: name }))} {...props} />;
}

function PersonPick(props: OwnProps) {
  const people = usePeople().data?.people ?? [];
  return <Pick options={people.map(({ id, name }) => ({ value: id, label: name }))} {...props} />;
}

interface PostEntry {
  readonly organisation: string;
  readonly name: string;
}

function PostPick(props: OwnProps) {
  const names = useNames();
  const { data } = useQuery({
    queryKey: keys.posts,
    queryFn: ({ signal }) => get<{ readonly posts: readonly PostEntry[] }>('/posts', {}, signal),
    staleTime: 3_600_000,
  });
  const keysOfPosts = (data?.posts ?? []).map(({ name, organisation }) =>
    organisation === '' ? name : `${name}@${organisation}`,
  );
  return <Pick options={keysOfPosts.map((key) => ({ value: key, label: names.post(key) }))} {...props} />;
}

/** Entries as the server finds them: a register may hold more than a list shows. */
function EntryPick({ register, many, label, ...bound }: OwnProps & { readonly register: string }) {
  const [q, setQ] = useState('');
  const query = { inForce: true, limit: 50, q };
  const { data } = useQuery({
    queryKey: keys.entries(register, query),
    queryFn: ({ signal }) => get<EntryList>(`/registers/${register}/entries`, query, signal),
    placeholderData: (before) => before,
  });
  const options = (data?.entries ?? []).map(({ caseId, title }) => ({ value: caseId, label: `${title}（${caseId}）` }));
  return (
    <Select
      aria-label={label}
      showSearch={{ filterOption: false, onSearch: setQ }}
      allowClear
      notFoundContent={FORM_TEXTS.nothingFound}
      options={options}
      {...(many ? { mode: 'multiple' as const } : {})}
      {...bound}
    />
  );
}
