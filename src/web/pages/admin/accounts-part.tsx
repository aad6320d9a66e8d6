import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Accounts } from '../../api/answers.ts';
import { get } from '../../api/client.ts';
import { keys } from '../../api/keys.ts';
import { ADMIN_TEXTS } from '../../texts/admin.ts';
import { Light } from '../../ui/light.tsx';
import { usePeople } from '../../ui/names.ts';
import { Loaded, Remark } from '../../ui/states.tsx';
import { instantText } from '../../ui/when.ts';
import { Narrowed } from './narrowed.tsx';
import { RegisterForm } from './register-form.tsx';
import { useAct } from './use-act.ts';

const { fields: F, accounts: TEXTS } = ADMIN_TEXTS;

type Account = Accounts['accounts'][number];
interface OneTime {
  readonly name: string;
  readonly password: string;
}

/** Accounts: who may log in with which role; lock-outs, one-time passwords, sessions. */
export function AccountsPart() {
  const query = useQuery({
    queryKey: keys.adminPart('accounts'),
    queryFn: ({ signal }) => get<Accounts>('/accounts', {}, signal),
  });
  const people = usePeople().data?.people ?? [];
  const { said, act } = useAct();
  const [made, setMade] = useState<OneTime>();
  const oneTime = (answer: OneTime) => {
    setMade(answer);
    return ADMIN_TEXTS.saved;
  };
  return (
    <Loaded query={query} rows={10}>
      {({ accounts }) => (
        <>
          <details className="card">
            <summary>{TEXTS.add}</summary>
            <RegisterForm<OneTime>
              path="/accounts"
              send={TEXTS.send}
              fields={[
                { name: 'name', label: F.account },
                { name: 'person', label: F.person, suggest: people },
                { name: 'roles', label: F.roles, options: TEXTS.roles },
              ]}
              body={({ roles, ...values }) => ({ ...values, roles: roles ? [roles] : [] })}
              onSaved={setMade}
            />
          </details>
          {said !== '' && <Remark>{said}</Remark>}
          {made !== undefined && (
            <Remark>
              {TEXTS.oneTime(made.name)} <code>{made.password}</code>
            </Remark>
          )}
          <Narrowed
            items={accounts}
            text={({ name, person, personName }) => `${name} ${person} ${personName}`}
            columns={[F.account, F.person, F.roles, F.state, '']}
            row={(account) => (
              <tr key={account.name}>
                <th scope="row">{account.name}</th>
                <td>{account.personName}</td>
                <td>{account.roles.map((role) => TEXTS.roles[role as keyof typeof TEXTS.roles] ?? role).join('、')}</td>
                <td>
                  <Standing account={account} />
                </td>
                <td className="row-acts">
                  {actsOf(account).map(({ label, method, path, body, password }) => (
                    <button
                      key={label}
                      type="button"
                      className="link-button"
                      onClick={() =>
                        void act(method, `/accounts/${account.name}${path}`, body, password ? oneTime : undefined)
                      }
                    >
                      {label}
                      <span className="only-read">{account.name}</span>
                    </button>
                  ))}
                </td>
              </tr>
            )}
          />
        </>
      )}
    </Loaded>
  );
}

function Standing({ account: { disabledAt, lockedUntil, mustChange, sessions } }: { readonly account: Account }) {
  if (disabledAt !== undefined) return <Light tone="grey" word={TEXTS.disabled} />;
  if (lockedUntil !== undefined) return <Light tone="amber" word={TEXTS.locked(instantText(lockedUntil))} />;
  return (
    <>
      <Light tone={mustChange ? 'amber' : 'green'} word={mustChange ? TEXTS.mustChange : TEXTS.normal} />{' '}
      {sessions > 0 && <span className="dim">{TEXTS.sessions(sessions)}</span>}
    </>
  );
}

interface RowAct {
  readonly label: string;
  readonly method: 'POST' | 'PUT' | 'DELETE';
  readonly path: string;
  readonly body?: object;
  readonly password?: true;
}

function actsOf({ disabledAt, lockedUntil, sessions }: Account): readonly RowAct[] {
  return [
    ...(lockedUntil === undefined
      ? []
      : [{ label: TEXTS.unlock, method: 'PUT', path: '', body: { unlock: true } } as const]),
    disabledAt === undefined
      ? { label: TEXTS.disable, method: 'PUT', path: '', body: { disabled: true } }
      : { label: TEXTS.enable, method: 'PUT', path: '', body: { disabled: false } },
    { label: TEXTS.reset, method: 'POST', path: '/password', password: true },
    ...(sessions === 0 ? [] : [{ label: TEXTS.endSessions, method: 'DELETE', path: '/sessions' } as const]),
  ];
}
