// The browser's own database: what is typed or waits to be sent survives a closed page, an empty battery and a lost network.

const NAME = 'duban';
const VERSION = 1;

/** Stores of the database: `outbox` holds what waits to be sent, by its command id; `draft` what is being typed, by account; `copy` registers as they were last seen. */
export type StoreName = 'outbox' | 'draft' | 'copy';

let opened: Promise<IDBDatabase> | undefined;

function open(): Promise<IDBDatabase> {
  opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, VERSION);
    request.onupgradeneeded = () => {
      for (const name of ['outbox', 'draft', 'copy'] satisfies StoreName[]) request.result.createObjectStore(name);
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  return opened;
}

async function run<T>(
  name: StoreName,
  mode: IDBTransactionMode,
  act: (store: IDBObjectStore) => IDBRequest<T>,
): Promise<T> {
  const database = await open();
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(name, mode);
    const request = act(transaction.objectStore(name));
    // Only a committed write is kept.
    transaction.oncomplete = () => resolve(request.result);
    transaction.onabort = () => reject(transaction.error);
    transaction.onerror = () => reject(transaction.error);
  });
}

/** One entry; undefined if there is none. */
export function readStored<T>(name: StoreName, key: string): Promise<T | undefined> {
  return run(name, 'readonly', (store) => store.get(key) as IDBRequest<T | undefined>);
}

/** Every entry. */
export function readAllStored<T>(name: StoreName): Promise<readonly T[]> {
  return run(name, 'readonly', (store) => store.getAll() as IDBRequest<T[]>);
}

/** Keeps an entry; resolves when it is safe. */
export async function keepStored(name: StoreName, key: string, entry: unknown): Promise<void> {
  await run(name, 'readwrite', (store) => store.put(entry, key));
}

/** Forgets an entry. */
export async function dropStored(name: StoreName, key: string): Promise<void> {
  await run(name, 'readwrite', (store) => store.delete(key));
}

/** Forgets every entry of a store. */
export async function emptyStore(name: StoreName): Promise<void> {
  await run(name, 'readwrite', (store) => store.clear());
}
