import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { FastifyBaseLogger, FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import type { Blobs } from '../../db/blob.ts';
import type { Database } from '../../db/open.ts';
import type { CaseKind, Instant, KindName } from '../core/index.ts';
import type { CaseIndex } from '../ledger/case-index.ts';
import type { CaseLists } from '../ledger/case-list.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { Papers } from '../ledger/notices.ts';
import type { Press } from '../ledger/press.ts';
import type { CodeGuard } from './code-guard.ts';
import type { LiveHub } from './live.ts';
import type { LoginGuard } from './login-guard.ts';
import type { Metrics } from './metrics.ts';
import type { OidcSettings } from './oidc.ts';
import type { ReceiptCodes } from './receipt-code.ts';
import type { Teller } from './teller.ts';
import type { TermsReader } from './terms.ts';

/** State of one part of the system, as `/health` shows it; `state` is a stable word such as `running`. */
export interface PartHealth {
  readonly ok: boolean;
  readonly state: string;
}

/** What the composition root knows and the ledger does not. */
export interface EngineHealth {
  readonly temporal: PartHealth;
  readonly worker: PartHealth;
  readonly mail: PartHealth;
}

/** One line per fact; never a name, an address, a text or a case's content. */
export interface Log {
  info(message: string, facts?: object): void;
  warn(message: string, facts?: object): void;
  error(message: string, facts?: object): void;
}

export interface ApiSettings {
  /** Holds the key of the receipt codes unless `receiptKey` is set. */
  readonly dataDir: string;
  /** Address under which people reach the product; https makes cookies secure. */
  readonly publicUrl: string | undefined;
  /** Key of the receipt codes of tip-offs, 64 hex digits. */
  readonly receiptKey?: string | undefined;
  /** Keys of the signed log, as in `DUBAN_LOG_KEY`; absent: those of the data folder. */
  readonly logKey?: string | undefined;
  /** Token with which a mail gateway reports bounces; absent: it cannot. */
  readonly bounceToken?: string | undefined;
  /** Folder of the built web application; absent: `dist/web` of the project. */
  readonly webDir?: string | undefined;
  /** The office's identity provider; absent: people log in by password alone. */
  readonly oidc?: OidcSettings | undefined;
  /** Requests a minute and address; default 3,000. */
  readonly requestsPerMinute?: number;
  /** Log-ins a minute and address; default 30. */
  readonly loginsPerMinute?: number;
}

/** Everything the HTTP side needs, given by the composition root. */
export interface ApiDeps {
  readonly ledger: Ledger;
  readonly db: Database;
  readonly kinds: Readonly<Record<KindName, CaseKind>>;
  readonly now: () => Instant;
  readonly settings: ApiSettings;
  readonly health: () => Promise<EngineHealth>;
  readonly log: Log;
  /** Makes papers. */
  readonly press: Press;
  /** Sends one mail at once and says in Chinese what came of it; absent: this process has no way to send. */
  readonly sendTestMail?: ((to: string) => Promise<{ readonly sent: boolean; readonly words: string }>) | undefined;
}

/** The dependencies and what the server made of them, handed to every route file. */
export interface Api extends ApiDeps {
  readonly blobs: Blobs;
  readonly papers: Papers;
  readonly terms: TermsReader;
  readonly index: CaseIndex;
  readonly lists: CaseLists;
  readonly live: LiveHub;
  /** One teller an answer. */
  readonly tellers: () => Promise<Teller>;
  readonly receipts: ReceiptCodes;
  readonly codes: CodeGuard;
  readonly guard: LoginGuard;
  readonly metrics: Metrics;
  /** The product is reached by https. */
  readonly secure: boolean;
}

/** The server with schemas as types. */
export type App = FastifyInstance<Server, IncomingMessage, ServerResponse, FastifyBaseLogger, ZodTypeProvider>;
