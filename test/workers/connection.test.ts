import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { expect, it } from 'vitest';
import { lazyConnection } from '../../workers/connection.ts';

it('given a Temporal that is away, when time goes by, the attempts to reach it do not become rarer', async () => {
  const server = createServer((socket) => socket.destroy()).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const connection = lazyConnection({ config: { namespace: 'default' }, address: `127.0.0.1:${port}` });
  // Whoever is told that Temporal is away asks again.
  let asking = true;
  void (async () => {
    while (asking) await connection.workflowService.getSystemInfo({}).catch(() => undefined);
  })();
  const attempts: number[] = [];
  while (attempts.length < 4) {
    await once(server, 'connection');
    attempts.push(performance.now());
  }
  asking = false;
  await connection.close();
  server.close();
  const [, , third = 0, fourth = 0] = attempts;
  expect(fourth - third).toBeLessThan(1_900);
});
