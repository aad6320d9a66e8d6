import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Post, Posts } from '../../api/answers.ts';
import { get } from '../../api/client.ts';
import { keys } from '../../api/keys.ts';
import { ADMIN_TEXTS } from '../../texts/admin.ts';
import { Light } from '../../ui/light.tsx';
import { useNames, useOrganisations, usePeople } from '../../ui/names.ts';
import { Loaded, Remark } from '../../ui/states.tsx';
import { instantText } from '../../ui/when.ts';
import { Narrowed } from './narrowed.tsx';
import { RegisterForm } from './register-form.tsx';

const { fields: F, posts: TEXTS } = ADMIN_TEXTS;

/** Posts with who holds them and who stands in, each with its validity; an empty post's messages go elsewhere. */
export function PostsPart() {
  const query = useQuery({
    queryKey: keys.adminPart('posts'),
    queryFn: ({ signal }) => get<Posts>('/posts', {}, signal),
  });
  const names = useNames();
  const [onlyEmpty, setOnlyEmpty] = useState(false);
  return (
    <Loaded query={query} rows={10}>
      {({ posts }) => (
        <>
          <Appointments posts={posts} />
          <p>
            <label>
              <input type="checkbox" checked={onlyEmpty} onChange={({ target }) => setOnlyEmpty(target.checked)} />{' '}
              {TEXTS.onlyEmpty}
            </label>
          </p>
          <Narrowed
            items={onlyEmpty ? posts.filter(({ holders }) => holders.length === 0) : posts}
            text={({ name, label, organisation, holders }) =>
              [
                name,
                label,
                organisation,
                names.organisation(organisation),
                ...holders.map(({ person }) => names.person(person)),
              ].join(' ')
            }
            columns={[F.post, F.organisation, F.holders, F.deputies]}
            row={(post) => <PostRow key={`${post.organisation} ${post.name}`} post={post} />}
          />
        </>
      )}
    </Loaded>
  );
}

function PostRow({ post: { organisation, name, label, holders, deputies, overlaps } }: { readonly post: Post }) {
  const names = useNames();
  return (
    <tr>
      <th scope="row">
        {label} <span className="dim">{name}</span>
      </th>
      <td>{names.organisation(organisation)}</td>
      <td>
        {holders.length === 0 && <Light tone="amber" word={TEXTS.empty} />}
        {holders.map((holder) => (
          <div key={holder.person + holder.validFrom}>
            {names.person(holder.person)} <span className="dim">{validity(holder)}</span>
          </div>
        ))}
        {overlaps.length > 0 && <Remark>{TEXTS.overlap}</Remark>}
      </td>
      <td>
        {deputies.map((deputy) => (
          <div key={deputy.person + deputy.validFrom}>
            {names.person(deputy.person)}{' '}
            <span className="dim">
              {validity(deputy)} {TEXTS.byOrder(deputy.orderNo)}
            </span>
          </div>
        ))}
      </td>
    </tr>
  );
}

function validity({ validFrom, validUntil }: { readonly validFrom: string; readonly validUntil?: string | undefined }) {
  const from = instantText(validFrom).slice(0, 10);
  return validUntil === undefined ? TEXTS.since(from) : TEXTS.until(from, instantText(validUntil).slice(0, 10));
}

function Appointments({ posts }: { readonly posts: readonly Post[] }) {
  const organisations = useOrganisations().data?.organisations ?? [];
  const people = usePeople().data?.people ?? [];
  const kinds = [...new Map(posts.map(({ name, label }) => [name, label]))].map(([id, name]) => ({ id, name }));
  const fields = [
    { name: 'organisation', label: F.organisation, suggest: organisations },
    { name: 'post', label: F.post, suggest: kinds },
    { name: 'person', label: F.person, suggest: people },
    { name: 'validFrom', label: F.validFrom, kind: 'instant' },
    { name: 'validUntil', label: F.validUntil, kind: 'instant', optional: true },
  ] as const;
  return (
    <>
      <details className="card">
        <summary>{TEXTS.appoint}</summary>
        <RegisterForm path="/posts/holdings" send={TEXTS.appointSend} fields={fields} />
      </details>
      <details className="card">
        <summary>{TEXTS.deputise}</summary>
        <RegisterForm
          path="/posts/deputies"
          send={TEXTS.deputySend}
          fields={[...fields, { name: 'orderNo', label: F.orderNo }]}
        />
      </details>
    </>
  );
}
