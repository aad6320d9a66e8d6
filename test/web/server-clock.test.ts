import { expect, it } from 'vitest';
import { noteServerTime, serverNow } from '../../src/web/api/server-clock.ts';

it.each([
  ['three seconds ahead', 3],
  ['an hour ahead', 3_600],
  ['an hour behind', -3_600],
])("given a telephone %s, when the server has answered, then no instant lies after the server's", (_, seconds) => {
  const server = Date.now() - seconds * 1_000;
  noteServerTime(new Date(server).toUTCString());
  const apart = serverNow() - server;
  expect(apart).toBeLessThanOrEqual(1_000);
  expect(apart).toBeGreaterThan(-10_000);
});
