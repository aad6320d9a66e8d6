import { useQuery } from '@tanstack/react-query';
import type { InstallationKeys, Tokens } from '../../api/answers.ts';
import { get } from '../../api/client.ts';
import { keys } from '../../api/keys.ts';
import { ADMIN_TEXTS } from '../../texts/admin.ts';
import { Loaded, Remark } from '../../ui/states.tsx';
import { instantText } from '../../ui/when.ts';
import { useAct } from './use-act.ts';

const { settings: TEXTS } = ADMIN_TEXTS;

interface Tested {
  readonly sent: boolean;
  readonly to: string;
  readonly words: string;
}

/** Mail, keys and tokens of the installation. */
export function SettingsPart() {
  return (
    <>
      <MailTest />
      <Keys />
      <AllTokens />
    </>
  );
}

function MailTest() {
  const { said, act } = useAct();
  const words = ({ sent, to, words: answer }: Tested) => `${sent ? TEXTS.mailSent(to) : TEXTS.mailNot(to)} ${answer}`;
  return (
    <section className="card">
      <h2>{TEXTS.mail}</h2>
      <p className="dim">{TEXTS.mailHow}</p>
      <button
        type="button"
        className="main-button"
        onClick={() => void act<Tested>('POST', '/settings/mail/test', undefined, words)}
      >
        {TEXTS.mailSend}
      </button>
      {said !== '' && <Remark>{said}</Remark>}
    </section>
  );
}

function Keys() {
  const query = useQuery({
    queryKey: keys.adminPart('keys'),
    queryFn: ({ signal }) => get<InstallationKeys>('/settings/keys', {}, signal),
  });
  return (
    <section className="card key-card">
      <h2>{TEXTS.keys}</h2>
      <Loaded query={query} rows={4}>
        {({ log, identities }) => (
          <>
            <h3>{TEXTS.logKey}</h3>
            <p>
              {TEXTS.source[log.source]}；{TEXTS.held(log.held)}
            </p>
            {log.inUse !== undefined && (
              <p>
                {TEXTS.inUse} <code>{log.inUse}</code>
              </p>
            )}
            {!log.rotated && <Remark>{TEXTS.notRotated}</Remark>}
            {log.published.length > 0 && (
              <details>
                <summary>{TEXTS.published}</summary>
                {log.published.map((key) => (
                  <p key={key}>
                    <code>{key}</code>
                  </p>
                ))}
              </details>
            )}
            <h3>{TEXTS.identities}</h3>
            {identities.length === 0 && <p className="dim">{TEXTS.noIdentities}</p>}
            {identities.map(({ keyId, sealed }) => (
              <p key={keyId}>
                <code>{keyId}</code> {TEXTS.sealed(sealed)}
              </p>
            ))}
          </>
        )}
      </Loaded>
    </section>
  );
}

function AllTokens() {
  const query = useQuery({
    queryKey: keys.adminPart('tokens'),
    queryFn: ({ signal }) => get<Tokens>('/tokens/all', {}, signal),
  });
  const { said, act } = useAct();
  return (
    <section className="card">
      <h2>{TEXTS.tokens}</h2>
      {said !== '' && <Remark>{said}</Remark>}
      <Loaded query={query} rows={2}>
        {({ tokens }) =>
          tokens.length === 0 ? (
            <p className="dim">{TEXTS.noTokens}</p>
          ) : (
            <ul className="token-list">
              {tokens.map(({ id, account, label, expiresAt, revokedAt }) => (
                <li key={id}>
                  {account} · {label}{' '}
                  <span className="dim">
                    {expiresAt === undefined ? TEXTS.forever : TEXTS.until(instantText(expiresAt))}
                  </span>{' '}
                  {revokedAt === undefined ? (
                    <button
                      type="button"
                      className="link-button"
                      onClick={() => void act('DELETE', `/tokens/all/${id}`)}
                    >
                      {TEXTS.revoke}
                      <span className="only-read">{label}</span>
                    </button>
                  ) : (
                    <span className="dim">{TEXTS.revoked(instantText(revokedAt))}</span>
                  )}
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
    </section>
  );
}
