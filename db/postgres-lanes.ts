import pg from 'pg';
import { loadBytes } from './postgres-wire.ts';

/** A prepared statement, named by its text: the same name never stands for another text. */
interface Statement {
  readonly name: string;
  readonly text: string;
  readonly values: readonly unknown[];
  /** The row that it locks, if any: statements that go together are run in this order, so that two of our processes do not wait for each other. */
  readonly locks?: string;
}

/** Two lanes: while the server works for one, this process computes what goes into the other. More only make the loads smaller. */
const LANES = 2;
const MOST_A_LOAD = 64;
/** The server ends each statement that takes too long, but a server or line that has fallen silent ends nothing, and TCP itself would wait for a quarter of an hour. */
const LONGEST_LOAD_MS = 15_000;

interface Waiting extends Statement {
  readonly resolve: (rows: never[]) => void;
  readonly reject: (reason: unknown) => void;
}

/** Runs one statement and returns its rows, once what it wrote is durable. */
export type Query = <Row>(statement: Statement) => Promise<Row[]>;

/**
 * Statements of callers that wait at the same time go to the server together, in one transaction and one flush to disk. A statement that the
 * server refuses fails alone: the others of its load are sent again, each by itself. A load that gets no answer for `longestMs` loses its
 * connection. Rejects with the driver's errors.
 */
export function createLanes(pool: pg.Pool, { longestMs = LONGEST_LOAD_MS } = {}): Query {
  const queue: Waiting[] = [];
  let busy = 0;
  let called = false;

  function call(): void {
    if (called || busy === LANES || queue.length === 0) return;
    called = true;
    // Lets every caller of this turn of the event loop board.
    setImmediate(() => {
      called = false;
      void depart(queue.splice(0, MOST_A_LOAD));
      call();
    });
  }

  async function depart(load: readonly Waiting[]): Promise<void> {
    busy += 1;
    await deliver({ pool, longestMs }, load.toSorted(byLock));
    busy -= 1;
    call();
  }

  return <Row>(statement: Statement) =>
    new Promise<Row[]>((resolve, reject) => {
      queue.push({ ...statement, resolve, reject });
      call();
    });
}

function byLock(a: Statement, b: Statement): number {
  const [x = '', y = ''] = [a.locks, b.locks];
  return x < y ? -1 : x > y ? 1 : 0;
}

interface Road {
  readonly pool: pg.Pool;
  readonly longestMs: number;
}

async function deliver(road: Road, load: readonly Waiting[]): Promise<void> {
  try {
    const found = await together(road, load);
    for (const [i, one] of load.entries()) one.resolve(found[i] as never[]);
  } catch (error) {
    if (load.length > 1 && wasRolledBack(error)) await Promise.all(load.map((one) => deliver(road, [one])));
    else for (const one of load) one.reject(error);
  }
}

/** True if the server has refused a statement and lives on (57P: it is being stopped): then nothing of the load was written. A connection that broke may have written everything. */
function wasRolledBack(error: unknown): boolean {
  return error instanceof pg.DatabaseError && error.code !== undefined && !error.code.startsWith('57P');
}

async function together(
  { pool, longestMs }: Road,
  load: readonly Statement[],
): Promise<readonly (readonly unknown[])[]> {
  const client = await pool.connect();
  return new Promise((resolve, reject) => {
    // A connection that breaks tells its query by itself; an event that nobody listens to would end the process.
    const heard = () => undefined;
    client.on('error', heard);
    const silence = setTimeout(() => client.connection.stream.destroy(), longestMs);
    const batch = createBatch(load, (error, found) => {
      clearTimeout(silence);
      // Which statements of a failed load the server has still prepared is not known: that connection is not used again. Nor is one that is being closed.
      client.release(error !== undefined && (batch.prepares() || !wasRolledBack(error)));
      client.off('error', heard);
      if (error === undefined) resolve(found);
      else reject(error);
    });
    client.query(batch);
  });
}

interface Field {
  readonly name: string;
  readonly dataTypeID: number;
}

/** What a connection has prepared: the text and the columns of its answer. */
interface Prepared {
  readonly text: string;
  fields: readonly Field[];
}

const preparedOn = new WeakMap<pg.Connection, Map<string, Prepared>>();

/** Several statements as one query of the driver (its interface for queries of one's own): parse, bind, execute each, and one sync, which ends their transaction. */
function createBatch(load: readonly Statement[], done: (error: unknown, found: unknown[][]) => void) {
  const found: unknown[][] = load.map(() => []);
  const statements: Prepared[] = [];
  let at = 0;
  let prepares = false;
  return {
    prepares: () => prepares,
    /** An error that is returned is handed to `handleError` by the driver; nothing has been sent then. */
    submit(connection: pg.Connection): Error | null {
      const prepared = preparedOn.get(connection) ?? new Map<string, Prepared>();
      preparedOn.set(connection, prepared);
      const texts = new Map(load.map(({ name, text }) => [name, text]));
      for (const { name, text } of load)
        if ((prepared.get(name)?.text ?? texts.get(name)) !== text)
          return new Error(`two statements are called ${name}`);
      const sent = load.map(({ name, text, values }) => {
        const known = prepared.get(name);
        if (known !== undefined) {
          statements.push(known);
          return { name, text: undefined, values };
        }
        prepares = true;
        const statement: Prepared = { text, fields: [] };
        prepared.set(name, statement);
        statements.push(statement);
        return { name, text, values };
      });
      connection.stream.write(loadBytes(sent));
      return null;
    },
    handleRowDescription({ fields }: { readonly fields: readonly Field[] }): void {
      const statement = statements[at];
      if (statement) statement.fields = fields;
    },
    handleDataRow({ fields }: { readonly fields: readonly (string | null)[] }): void {
      found[at]?.push(rowOf(statements[at]?.fields ?? [], fields));
    },
    handleCommandComplete(): void {
      at += 1;
    },
    handleReadyForQuery(): void {
      done(undefined, found);
    },
    handleError(error: unknown): void {
      done(error, []);
    },
  };
}

function rowOf(fields: readonly Field[], values: readonly (string | null)[]): unknown {
  const row: Record<string, unknown> = {};
  for (const [i, { name, dataTypeID }] of fields.entries()) {
    const value = values[i] ?? null;
    row[name] = value === null ? null : pg.types.getTypeParser(dataTypeID, 'text')(value);
  }
  return row;
}
