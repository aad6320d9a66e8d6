import { connect, createServer, type Socket } from 'node:net';

/** A line to the server that can be cut, and that can fall silent for the connections that it has. */
export async function createLine(url: string) {
  const { hostname, port } = new URL(url);
  const ends = new Set<Socket>();
  const heard: (() => void)[] = [];
  const front = createServer((near) => {
    const far = connect(Number(port), hostname);
    near.pipe(far);
    far.pipe(near);
    for (const end of [near, far]) {
      ends.add(end);
      end.on('error', () => undefined);
      end.on('close', () => ends.delete(end));
    }
    near.on('data', (bytes) => {
      if (bytes.includes('pg_sleep')) for (const tell of heard.splice(0)) tell();
    });
  });
  await new Promise<void>((resolve) => front.listen(0, '127.0.0.1', resolve));
  const address = front.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const line = new URL(url);
  line.port = String(address.port);
  return {
    url: line.href,
    /** Resolves when the server has been told to sleep. */
    busy: () => new Promise<void>((resolve) => heard.push(resolve)),
    cut: () => {
      for (const end of ends) end.resetAndDestroy();
    },
    hush: () => {
      for (const end of ends) end.unpipe();
    },
    close: () => {
      for (const end of ends) end.destroy();
      return new Promise((resolve) => front.close(resolve));
    },
  };
}
