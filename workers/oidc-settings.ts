import { z } from 'zod';
import type { OidcSettings } from '../src/api/oidc.ts';

/** On this machine alone an identity provider may be reached without https: for trying it out. */
const LOOPBACK = /^http:\/\/(127\.0\.0\.1|localhost|\[::1\])(:\d+)?(\/|$)/;

/** The environment's variables about the identity provider, checked one by one. */
export const oidcFields = {
  DUBAN_OIDC_ISSUER: z
    .string()
    .refine(
      (value) => URL.canParse(value) && (value.startsWith('https://') || LOOPBACK.test(value)),
      '应为认证系统的 https 地址，如 https://id.example.gov.cn/realms/jiedao',
    )
    .optional(),
  DUBAN_OIDC_CLIENT_ID: z.string().max(200, '过长').optional(),
  DUBAN_OIDC_CLIENT_SECRET: z.string().max(500, '过长').optional(),
  DUBAN_OIDC_CLAIM: z
    .string()
    .regex(/^[A-Za-z0-9_.:/-]{1,100}$/, '应为一个声明（claim）的名称，如 preferred_username')
    .optional(),
  DUBAN_OIDC_LABEL: z.string().max(30, '不得超过 30 字').optional(),
} as const;

type Given = z.infer<z.ZodObject<typeof oidcFields>>;

const REQUIRED = ['DUBAN_OIDC_ISSUER', 'DUBAN_OIDC_CLIENT_ID', 'DUBAN_OIDC_CLIENT_SECRET'];

/** What does not fit together, as Chinese sentences. */
export function oidcProblems(given: { readonly [name: string]: unknown }): readonly string[] {
  const set = Object.keys(oidcFields).filter((name) => given[name] !== undefined && given[name] !== '');
  const absent = REQUIRED.filter((name) => !set.includes(name));
  return set.length === 0 || absent.length === 0
    ? []
    : [`设置了 ${set.join('、')}，还须设置 ${absent.join('、')}，统一身份认证才能使用`];
}

/** The identity provider, from variables that have been checked; undefined where none is set up. */
export function oidcSettings(value: Given): OidcSettings | undefined {
  const { DUBAN_OIDC_ISSUER: issuer, DUBAN_OIDC_CLIENT_ID: clientId, DUBAN_OIDC_CLIENT_SECRET: clientSecret } = value;
  if (issuer === undefined || clientId === undefined || clientSecret === undefined) return undefined;
  return {
    issuer,
    clientId,
    clientSecret,
    claim: value.DUBAN_OIDC_CLAIM ?? 'preferred_username',
    label: value.DUBAN_OIDC_LABEL ?? '统一身份认证登录',
  };
}
