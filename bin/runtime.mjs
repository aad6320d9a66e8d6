// The one place that decides which Node runs the project. Plain JavaScript that any Node ≥ 18 can read, because the
// shell's own node may be old: better-sqlite3 13 crashes Node 20 instead of throwing, and older ones cannot read .ts.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import v8 from 'node:v8';

const WANTED_MAJOR = 24;
const root = fileURLToPath(new URL('..', import.meta.url));

/** Runs `body` in this process if its Node is new enough, else runs `script` again under the Node 24 of node_modules. */
export async function onProjectNode(script, body) {
  if (!existsSync(path.join(root, 'node_modules'))) {
    fail('尚未安装依赖：请先在项目目录运行 npm install，再重新启动。');
  } else if (Number.parseInt(process.versions.node, 10) < WANTED_MAJOR) {
    rerun(fileURLToPath(script));
  } else {
    prepare();
    await body();
  }
}

// Days are computed at a fixed +08:00, so nothing may depend on the host's zone. The flag reaches the workflow
// contexts and worker threads created later (each promise in a workflow costs a stack trace: 3.2 → 1.4 ms per
// activation), while this thread keeps its ordinary traces.
function prepare() {
  process.env.TZ = 'UTC';
  v8.setFlagsFromString('--stack-trace-limit=2');
  if (process.channel !== undefined && process.env.DUBAN_LAUNCHER !== undefined) {
    delete process.env.DUBAN_LAUNCHER;
    // The launcher was killed (even by kill -9): shut down as if it had passed on a SIGTERM.
    process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
    process.channel.unref();
  }
}

function rerun(script) {
  const node = projectNode();
  if (node === undefined) {
    fail(`缺少项目自带的 Node ${WANTED_MAJOR}（当前为 ${process.versions.node}）：请在项目目录重新运行 npm install。`);
    return;
  }
  const child = spawn(node, ['--disable-warning=ExperimentalWarning', script, ...process.argv.slice(2)], {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    env: { ...process.env, TZ: 'UTC', DUBAN_LAUNCHER: '1' },
  });
  passSignals(child);
  child.on('error', (error) => fail(`无法启动项目自带的 Node：${error.message}`));
  child.on('exit', (code, signal) => {
    // Until the IPC channel is closed Node would keep this process alive.
    if (child.connected) child.disconnect();
    if (signal === null) {
      process.exitCode = code ?? 1;
    } else {
      process.removeAllListeners(signal);
      process.kill(process.pid, signal);
    }
  });
}

function passSignals(child) {
  for (const signal of ['SIGTERM', 'SIGHUP', 'SIGINT']) {
    process.on(signal, () => {
      // A Ctrl-C at a terminal reaches the child by itself; a second one would look like "at once, please".
      if (signal === 'SIGINT' && process.stdin.isTTY) return;
      child.kill(signal);
    });
  }
}

function projectNode() {
  try {
    const folder = path.dirname(createRequire(import.meta.url).resolve('node/package.json'));
    const names = ['bin/node', 'bin/node.exe'].map((name) => path.join(folder, name));
    return names.find((name) => existsSync(name));
  } catch {
    return undefined;
  }
}

function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exitCode = 3;
}
