import { useQuery } from '@tanstack/react-query';
import type { People } from '../../api/answers.ts';
import { get } from '../../api/client.ts';
import { keys } from '../../api/keys.ts';
import { ADMIN_TEXTS } from '../../texts/admin.ts';
import { Loaded } from '../../ui/states.tsx';
import { Narrowed } from './narrowed.tsx';
import { RegisterForm } from './register-form.tsx';

const { fields: F, people: TEXTS } = ADMIN_TEXTS;

/** People: names, and where mails and calls reach them. */
export function PeoplePart() {
  const query = useQuery({
    queryKey: keys.adminPart('people'),
    queryFn: ({ signal }) => get<People>('/people', {}, signal),
  });
  return (
    <Loaded query={query} rows={10}>
      {({ people }) => (
        <>
          <details className="card">
            <summary>{TEXTS.add}</summary>
            <RegisterForm
              path="/people"
              send={TEXTS.send}
              fields={[
                { name: 'id', label: F.id, suggest: people },
                { name: 'name', label: ADMIN_TEXTS.personName },
                { name: 'mail', label: F.mail, optional: true },
                { name: 'phone', label: F.phone, optional: true },
              ]}
            />
          </details>
          <Narrowed
            items={people}
            text={({ id, name }) => `${id} ${name}`}
            columns={[ADMIN_TEXTS.personName, F.id, F.mail, F.phone]}
            row={({ id, name, mail, phone }) => (
              <tr key={id}>
                <th scope="row">{name}</th>
                <td>{id}</td>
                <td>{mail ?? <span className="dim">{TEXTS.noMail}</span>}</td>
                <td>{phone}</td>
              </tr>
            )}
          />
        </>
      )}
    </Loaded>
  );
}
