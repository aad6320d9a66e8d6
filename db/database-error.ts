/** Why the database cannot serve: `ledger-unavailable` (down, full, locked, not writable), `database-newer`, `database-not-migrated`, `database-url`. */
export type DatabaseErrorCode = 'ledger-unavailable' | 'database-newer' | 'database-url';

/** A failure of the database itself, never of an input: a stable code and a Chinese sentence. Carries no values of any statement. */
export class DatabaseError extends Error {
  readonly code: DatabaseErrorCode;
  /** The driver's own code, such as `SQLITE_FULL` or `53100`. */
  readonly driverCode: string | undefined;

  constructor(code: DatabaseErrorCode, message: string, driverCode?: string) {
    super(message);
    this.name = 'DatabaseError';
    this.code = code;
    this.driverCode = driverCode;
  }
}

// PostgreSQL classes: 08 connection, 53 resources (53100 disk full), 57 operator intervention (57014 statement timeout), 58 system, XX internal.
const POSTGRES_DOWN = /^(08|53|57|58|XX)/;
// 25006: a standby, or a server made read-only because its disk ran full.
const POSTGRES_READ_ONLY = '25006';
const SQLITE_DOWN = /^SQLITE_(FULL|IOERR|BUSY|LOCKED|READONLY|CANTOPEN|CORRUPT|NOTADB|NOMEM|PROTOCOL|PERM|AUTH)/;
const SOCKET_DOWN = /^(ECONN|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN)/;
const POSTGRES_CLIENT_DOWN =
  /^(Connection terminated|timeout (expired|exceeded)|Query read timeout|Client has encountered a connection error|Cannot use a pool after|The database connection is not open|Knex: Timeout acquiring)/;

/** The typed error if the driver says that the database is away, else the error itself. Whoever lost his connection may have been written all the same: the sentence does not say no, and the same command again is recorded once. The driver's text is dropped: it may hold values. */
export function databaseError(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof DatabaseError) return error;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  const away =
    POSTGRES_DOWN.test(code) ||
    code === POSTGRES_READ_ONLY ||
    SQLITE_DOWN.test(code) ||
    SOCKET_DOWN.test(code) ||
    POSTGRES_CLIENT_DOWN.test(driverText(error.message));
  if (!away) return error;
  return new DatabaseError(
    'ledger-unavailable',
    `台账数据库暂不可用（${code || '连接中断'}），本次操作未确认写入；请检查磁盘空间和数据库服务后原样重试。`,
    code || undefined,
  );
}

/** knex puts the statement before what the driver said. */
function driverText(message: string): string {
  const at = message.lastIndexOf(' - ');
  return at < 0 ? message : message.slice(at + 3);
}

/** True when a unique key refused a row: somebody else was first. */
export function isUniqueConflict(error: unknown): boolean {
  const code = driverCodeOf(error);
  return code === '23505' || code === 'SQLITE_CONSTRAINT_UNIQUE' || code === 'SQLITE_CONSTRAINT_PRIMARYKEY';
}

/** True when PostgreSQL ended a statement because of another one (deadlock, serialisation): nothing was written, try again. */
export function isTransient(error: unknown): boolean {
  const code = driverCodeOf(error);
  return code === '40001' || code === '40P01';
}

function driverCodeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
