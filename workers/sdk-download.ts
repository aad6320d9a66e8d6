// Run as a program: `node sdk-download.ts FOLDER VERSION` lets the Temporal SDK download the server's binary into FOLDER.
// In a process of its own because it creates the SDK's one global runtime, which the application wants to configure
// itself, and because only a process can be given a time limit.
import { Runtime } from '@temporalio/worker';

const [downloadDir, version] = process.argv.slice(2);
if (downloadDir === undefined || version === undefined) throw new Error('usage: sdk-download.ts FOLDER VERSION');

const runtime = Runtime.instance();
const server = await runtime.createEphemeralServer({
  type: 'dev-server',
  exe: {
    type: 'cached-download',
    downloadDir,
    version,
    ttl: 86_400_000,
    sdkName: 'sdk-typescript',
    sdkVersion: '1.24.0',
  },
  namespace: 'default',
  ip: '127.0.0.1',
  port: null,
  ui: false,
  uiPort: null,
  dbFilename: null,
  log: { format: 'pretty', level: 'warn' },
  extraArgs: [],
});
await runtime.shutdownEphemeralServer(server);
