import { readFileSync } from 'node:fs';
import { Client, Connection, type TLSConfig } from '@temporalio/client';
import { NativeConnection } from '@temporalio/worker';
import type { TemporalConfig } from './config.ts';

/** Longest wait between two attempts to reach a server that is away (ms). gRPC doubles it up to two minutes: so long everything stood still after an outage. */
const LONGEST_BACKOFF_MS = 1_000;

/** Which server, and how to reach it. */
export interface TemporalTarget {
  readonly config: Pick<TemporalConfig, 'namespace' | 'tls'>;
  /** host:port. */
  readonly address: string;
}

/** A client that connects at its first call, so that it can be made while Temporal is away. */
export function createClient(target: TemporalTarget): Client {
  return new Client({ connection: lazyConnection(target), namespace: target.config.namespace });
}

/** The connection of such a client. */
export function lazyConnection({ config, address }: TemporalTarget): Connection {
  const tls = tlsOf(config);
  return Connection.lazy({
    address,
    ...(tls === undefined ? {} : { tls }),
    channelArgs: {
      'grpc.initial_reconnect_backoff_ms': LONGEST_BACKOFF_MS,
      'grpc.max_reconnect_backoff_ms': LONGEST_BACKOFF_MS,
    },
  });
}

/** The worker's own connection; rejects when Temporal is away. */
export async function connectWorker({ config, address }: TemporalTarget): Promise<NativeConnection> {
  const tls = tlsOf(config);
  const local = /^(127\.|localhost:|\[::1\])/.test(address);
  // Compressing for the loopback interface costs more than it saves.
  return NativeConnection.connect({
    address,
    ...(tls === undefined ? {} : { tls }),
    ...(local ? { grpcCompression: { codec: 'none' as const } } : {}),
  });
}

function tlsOf({ tls }: Pick<TemporalConfig, 'tls'>): TLSConfig | undefined {
  if (tls === undefined) return undefined;
  const { serverName, caFile, certFile, keyFile } = tls;
  return {
    ...(serverName === undefined ? {} : { serverNameOverride: serverName }),
    ...(caFile === undefined ? {} : { serverRootCACertificate: readFileSync(caFile) }),
    ...(certFile === undefined || keyFile === undefined
      ? {}
      : { clientCertPair: { crt: readFileSync(certFile), key: readFileSync(keyFile) } }),
  };
}
