import { useQuery } from '@tanstack/react-query';
import type { Organisations } from '../../api/answers.ts';
import { get } from '../../api/client.ts';
import { keys } from '../../api/keys.ts';
import { ADMIN_TEXTS } from '../../texts/admin.ts';
import { Light } from '../../ui/light.tsx';
import { Loaded, Remark } from '../../ui/states.tsx';
import { Narrowed } from './narrowed.tsx';
import { RegisterForm } from './register-form.tsx';
import { useAct } from './use-act.ts';

const { fields: F, organisation: TEXTS, kinds } = ADMIN_TEXTS;

/** Organisations of the tree: add, change, close, reopen. */
export function OrganisationsPart() {
  const query = useQuery({
    queryKey: keys.adminPart('organisations'),
    queryFn: ({ signal }) => get<Organisations>('/organisations', {}, signal),
  });
  const { said, act } = useAct();
  return (
    <Loaded query={query} rows={10}>
      {({ organisations }) => {
        const names = new Map(organisations.map(({ id, name }) => [id, name]));
        return (
          <>
            <details className="card">
              <summary>{TEXTS.add}</summary>
              <RegisterForm
                path="/organisations"
                send={TEXTS.send}
                fields={[
                  { name: 'id', label: F.id, suggest: organisations },
                  { name: 'name', label: F.name },
                  { name: 'kind', label: F.kind, options: kinds, value: 'unit' },
                  { name: 'parent', label: F.parent, suggest: organisations, optional: true },
                ]}
              />
            </details>
            {said !== '' && <Remark>{said}</Remark>}
            <Narrowed
              items={organisations}
              text={({ id, name }) => `${id} ${name}`}
              columns={[F.name, F.id, F.kind, F.parent, F.state]}
              row={({ id, name, kind, parent, closedAt }) => (
                <tr key={id}>
                  <th scope="row">{name}</th>
                  <td>{id}</td>
                  <td>{kinds[kind as keyof typeof kinds] ?? kind}</td>
                  <td>{parent === undefined ? '' : (names.get(parent) ?? parent)}</td>
                  <td>
                    {closedAt !== undefined && <Light tone="grey" word={TEXTS.closed} />}{' '}
                    <button
                      type="button"
                      className="link-button"
                      onClick={() =>
                        void act('POST', `/organisations/${id}/${closedAt === undefined ? 'close' : 'reopen'}`)
                      }
                    >
                      {closedAt === undefined ? TEXTS.close : TEXTS.reopen}
                      <span className="only-read">{name}</span>
                    </button>
                  </td>
                </tr>
              )}
            />
          </>
        );
      }}
    </Loaded>
  );
}
