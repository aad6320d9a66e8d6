import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { expect, it } from 'vitest';
import { startWorker } from '../../workers/main.ts';
import { config, memoryLog, quiet, temporaryFolder, tinyBundle, words } from '../live/stand.ts';
import { openTinyOffice } from '../live/tiny-office.ts';

it('given a Temporal that takes the connection and says nothing, when the service is stopped, it ends at once', {
  timeout: 20_000,
}, async () => {
  quiet();
  const folder = temporaryFolder();
  const office = await openTinyOffice({ folder: folder.path });
  const sockets: Socket[] = [];
  const server = createServer((socket) => sockets.push(socket)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const side = startWorker({
    ledger: office.ledger,
    config,
    address: `127.0.0.1:${port}`,
    settings: { dataDir: folder.path, publicUrl: undefined, smtpUrl: undefined, smtpFrom: undefined },
    words,
    log: memoryLog(),
    bundle: await tinyBundle(),
  });
  await once(server, 'connection');
  expect(side.status()).toBe('connecting');
  await side.close();
  expect(side.status()).toBe('stopped');
  for (const socket of sockets) socket.destroy();
  server.close();
  await office.ledger.close();
  folder.end();
});
