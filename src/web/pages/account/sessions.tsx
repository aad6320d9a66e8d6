import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { SessionList } from '../../api/answers.ts';
import { get, write } from '../../api/client.ts';
import { keys } from '../../api/keys.ts';
import { problemOf } from '../../api/problem.ts';
import { ACCOUNT_TEXTS } from '../../texts/account.ts';
import { Loaded, Remark } from '../../ui/states.tsx';
import { instantText } from '../../ui/when.ts';

/** Where this account is logged in, and ending what one does not know. */
export function Sessions() {
  const query = useQuery({
    queryKey: keys.sessions,
    queryFn: ({ signal }) => get<SessionList>('/session/all', {}, signal),
  });
  const [said, setSaid] = useState('');
  const end = async (path: string) => {
    try {
      const answer = await write<{ readonly ended: number } | undefined>('DELETE', path);
      setSaid(ACCOUNT_TEXTS.ended(answer?.ended ?? 1));
    } catch (error) {
      setSaid(problemOf(error).body.detail);
    }
    await query.refetch();
  };
  return (
    <section className="card">
      <h2>{ACCOUNT_TEXTS.sessions}</h2>
      <p className="dim">{ACCOUNT_TEXTS.sessionsHow}</p>
      {said !== '' && <Remark>{said}</Remark>}
      <Loaded query={query} rows={2} height={64}>
        {({ sessions }) => (
          <>
            <ul className="sessions">
              {sessions.map(({ id, createdAt, seenAt, endsAt, address, agent, current }) => (
                <li key={id}>
                  <div>
                    <strong>{browserName(agent)}</strong> <span className="dim">{address}</span>{' '}
                    {current && <span>{ACCOUNT_TEXTS.here}</span>}
                    <div className="dim">
                      {[
                        ACCOUNT_TEXTS.began(instantText(createdAt)),
                        ACCOUNT_TEXTS.seen(instantText(seenAt)),
                        ACCOUNT_TEXTS.ends(instantText(endsAt)),
                      ].join(' · ')}
                    </div>
                  </div>
                  {!current && (
                    <button type="button" className="state-button" onClick={() => void end(`/session/all/${id}`)}>
                      {ACCOUNT_TEXTS.end}
                    </button>
                  )}
                </li>
              ))}
            </ul>
            {sessions.length > 1 && (
              <button type="button" className="state-button" onClick={() => void end('/session/others')}>
                {ACCOUNT_TEXTS.endOthers}
              </button>
            )}
          </>
        )}
      </Loaded>
    </section>
  );
}

/** What people call the browser that a user-agent string names. */
function browserName(agent: string): string {
  const [, name, version] = /(MicroMessenger|Edg|OPR|HuaweiBrowser|Firefox|Chrome|Version)\/(\d+)/.exec(agent) ?? [];
  if (name === undefined) return agent === '' ? ACCOUNT_TEXTS.unknownAgent : agent.slice(0, 60);
  return `${name === 'Version' ? 'Safari' : name === 'Edg' ? 'Edge' : name} ${version}`;
}
