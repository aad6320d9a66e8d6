import type { Actor, Instant } from '../core/index.ts';
import type { CaseScope } from '../core/visibility.ts';

/** A post that somebody may act for now, as holder or as deputy. */
export interface HeldPost {
  readonly post: string;
  /** Absent: there is one such post in the whole system. */
  readonly organisation?: string;
  /** Set for a deputy: the order that named him. */
  readonly orderNo?: string;
}

/** Roles that belong to the account, not to a duty. */
export type Role = 'admin' | 'auditor';

/** Who makes a request. */
export interface Principal {
  readonly account: string;
  readonly person: { readonly id: string; readonly name: string };
  readonly posts: readonly HeldPost[];
  readonly roles: ReadonlySet<Role>;
  readonly mustChangePassword: boolean;
  /** What his posts let him see, with the tree of organisations; absent: his organisations alone. */
  readonly scope?: CaseScope;
  /** Only sessions have a CSRF token; a bearer token is never sent by a browser on its own. */
  readonly csrf?: string;
  readonly sessionHash?: string;
  /** When the owner of the session last gave the password; a token has none. */
  readonly confirmedAt?: Instant;
}

/** A post as people name it in requests: `village.head@V1`, or the post alone where there is only one. */
export function postKey({ post, organisation }: Pick<HeldPost, 'post' | 'organisation'>): string {
  return organisation === undefined ? post : `${post}@${organisation}`;
}

/** The actor that the record shows: the post speaks, the person is kept; a deputy names the post and the order. */
export function actorOf({ person }: Principal, held: HeldPost): Actor {
  const { post, organisation, orderNo } = held;
  return {
    post,
    person: person.id,
    ...(organisation === undefined ? {} : { organisation }),
    ...(orderNo === undefined ? {} : { onBehalfOf: `${postKey(held)} ${orderNo}` }),
  };
}
