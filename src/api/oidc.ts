import * as oidc from 'openid-client';
import { addMs, type Instant } from '../core/index.ts';
import { hashSecret, newSecret } from './secret.ts';

/** An identity provider of the office (OpenID Connect), as the environment says it. */
export interface OidcSettings {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** The claim whose value is the log-in name here. */
  readonly claim: string;
  /** What the button says. */
  readonly label: string;
}

/** Why nobody was logged in: stable codes, for the page that asks again. */
export type OidcFault = 'oidc-expired' | 'oidc-refused' | 'oidc-away' | 'oidc-no-claim';

/** A log-in that did not come about. */
export class OidcError extends Error {
  readonly code: OidcFault;

  constructor(code: OidcFault) {
    super(code);
    this.name = 'OidcError';
    this.code = code;
  }
}

/** An attempt to log in, from the way to the provider to the way back. */
interface Attempt {
  readonly verifier: string;
  readonly state: string;
  readonly nonce: string;
  readonly redirectUri: string;
  readonly to: string;
  readonly again: boolean;
  readonly until: Instant;
}

/** Logging in by an identity provider: the authorization code flow with PKCE, state and nonce. */
export interface OidcDoor {
  readonly label: string;
  /** Where to send the browser, and the secret of the attempt, which is bound to this browser by a cookie. `again`: the provider asks for the password whatever it remembers. */
  begin(
    asked: { readonly redirectUri: string; readonly to: string; readonly again: boolean },
    now: Instant,
  ): Promise<{ readonly url: string; readonly secret: string }>;
  /** The log-in name that the provider vouches for, where the browser wanted to go, and whether the provider says that it asked for the password now; throws OidcError. An attempt ends with its first answer. */
  finish(
    secret: string | undefined,
    query: string,
    now: Instant,
  ): Promise<{ readonly name: string; readonly to: string; readonly asked: boolean }>;
}

/** Whoever went to the provider comes back within this. */
export const ATTEMPT_MS = 10 * 60_000;
/** Attempts kept; beyond it the oldest are forgotten, so that a flood of them cannot fill the memory. */
const MOST_ATTEMPTS = 1_000;

/** A door to the provider of the settings. What the provider publishes of itself is read at the first log-in, and again after a failure. */
export function createOidcDoor({ issuer, clientId, clientSecret, claim, label }: OidcSettings): OidcDoor {
  const attempts = new Map<string, Attempt>();
  let known: Promise<oidc.Configuration> | undefined;

  async function provider(): Promise<oidc.Configuration> {
    // The settings allow http on this machine alone.
    const insecure = issuer.startsWith('http:') ? { execute: [oidc.allowInsecureRequests] } : undefined;
    known ??= oidc.discovery(new URL(issuer), clientId, clientSecret, undefined, insecure);
    try {
      return await known;
    } catch {
      known = undefined;
      throw new OidcError('oidc-away');
    }
  }

  return {
    label,

    async begin({ redirectUri, to, again }, now) {
      const config = await provider();
      const [verifier, state, nonce] = [oidc.randomPKCECodeVerifier(), oidc.randomState(), oidc.randomNonce()];
      const url = oidc.buildAuthorizationUrl(config, {
        redirect_uri: redirectUri,
        scope: 'openid profile email',
        code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
        state,
        nonce,
        ...(again ? { prompt: 'login', max_age: '0' } : {}),
      });
      const secret = newSecret();
      attempts.set(hashSecret(secret), {
        verifier,
        state,
        nonce,
        redirectUri,
        to,
        again,
        until: addMs(now, ATTEMPT_MS),
      });
      for (const oldest of attempts.keys()) {
        if (attempts.size <= MOST_ATTEMPTS) break;
        attempts.delete(oldest);
      }
      return { url: url.href, secret };
    },

    async finish(secret, query, now) {
      const key = hashSecret(secret ?? '');
      const attempt = attempts.get(key);
      attempts.delete(key);
      if (attempt === undefined || attempt.until <= now) throw new OidcError('oidc-expired');
      const { verifier, state, nonce, redirectUri, to, again } = attempt;
      const config = await provider();
      try {
        const tokens = await oidc.authorizationCodeGrant(config, new URL(`${redirectUri}${query}`), {
          pkceCodeVerifier: verifier,
          expectedState: state,
          expectedNonce: nonce,
          idTokenExpected: true,
          // What was asked for in the address could have been taken out on the way: the provider must say when it asked.
          ...(again ? { maxAge: ATTEMPT_MS / 1_000 } : {}),
        });
        const name = await nameOf(config, tokens, claim);
        return { name, to, asked: again };
      } catch (error) {
        if (error instanceof OidcError) throw error;
        throw new OidcError('oidc-refused');
      }
    },
  };
}

/** The claim in the ID token, else in what the provider says of the person when asked. */
async function nameOf(
  config: oidc.Configuration,
  tokens: oidc.TokenEndpointResponse & oidc.TokenEndpointResponseHelpers,
  claim: string,
): Promise<string> {
  const claims = tokens.claims();
  if (claims === undefined) throw new OidcError('oidc-refused');
  const said: { readonly [claim: string]: unknown } =
    claims[claim] === undefined ? await oidc.fetchUserInfo(config, tokens.access_token, claims.sub) : claims;
  const name = said[claim];
  // An address that nobody has checked could be anybody's.
  if (typeof name !== 'string' || name === '' || (claim === 'email' && said.email_verified === false))
    throw new OidcError('oidc-no-claim');
  return name;
}
