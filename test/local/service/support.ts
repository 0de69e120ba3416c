import assert from 'node:assert/strict';
import { once } from 'node:events';
import { KinesisVideoClient } from '@aws-sdk/client-kinesis-video';
import type { KinesisVideoClientConfig } from '@aws-sdk/client-kinesis-video';
import { WebSocket } from 'ws';
import { startService } from '../../../local/service/index.js';
import type { LocalService, Role, ServiceOptions } from '../../../local/service/index.js';
import { presignUrl } from '../../../local/service/sigv4.js';
import type { PresignOptions } from '../../../local/service/sigv4.js';

/** The key most tests use. */
export const key = { accessKeyId: 'AKIDTEST', secretAccessKey: 'secret' };

/** A clock that stands still until it is moved. */
export class Clock {
  #time = Date.UTC(2026, 0, 2, 3, 4, 5);
  readonly now = (): number => this.#time;
  get date(): Date {
    return new Date(this.#time);
  }
  advance(ms: number): void {
    this.#time += ms;
  }
}

/** A service with one key, and one channel named `camera`. */
export async function start(options: Partial<ServiceOptions> = {}): Promise<LocalService & { arn: string }> {
  const service = await startService({ credentials: [key], ...options });
  return { ...service, arn: service.createChannel('camera') };
}

/** The AWS client, given nothing but where the service is; it does not retry. */
export function clientOf(service: LocalService, config: KinesisVideoClientConfig = {}): KinesisVideoClient {
  const { endpoint, region } = service;
  return new KinesisVideoClient({ endpoint, region, credentials: key, maxAttempts: 1, ...config });
}

/** Expects an error of the AWS clients by its name and status. */
export function named(name: string, status: number): (error: unknown) => true {
  return (error) => {
    assert.ok(error instanceof Error && '$metadata' in error, String(error));
    assert.deepEqual(
      [error.name, (error.$metadata as { httpStatusCode: number }).httpStatusCode],
      [name, status],
    );
    return true;
  };
}

/** Where a peer of a role connects without TLS. */
export function hostOf(service: LocalService, role: Role): string {
  return `ws://127.0.0.1:${role === 'MASTER' ? service.ports.master : service.ports.viewer}`;
}

/** What differs between the connections of a test. */
export type ConnectOptions = Partial<PresignOptions> & { now?: () => number };

/** A signed URL for the channel `camera`. */
export function urlOf(service: LocalService, role: Role, options: ConnectOptions = {}): string {
  const { now = Date.now, ...rest } = options;
  return presignUrl({
    endpoint: hostOf(service, role),
    channelArn: service.channel('camera').arn,
    region: 'us-west-2',
    credentials: key,
    date: new Date(now()),
    ...(role === 'VIEWER' ? { clientId: 'viewer-1' } : {}),
    ...rest,
  });
}

/** What the service delivered. */
export interface Received {
  readonly messageType?: string;
  readonly messagePayload?: string;
  readonly senderClientId?: string;
  readonly statusResponse?: Record<string, unknown>;
}

const TIMEOUT_MS = 5000;

/** One end of a channel as a test sees it: frames in the order they came, and how the socket ended. */
export class Peer implements Disposable {
  readonly socket: WebSocket;
  readonly frames: (string | Uint8Array)[] = [];
  readonly closed: Promise<number>;
  #wake = (): void => {};

  constructor(socket: WebSocket) {
    this.socket = socket;
    socket.on('error', () => {});
    socket.on('message', (content: Buffer, isBinary) => {
      this.frames.push(isBinary ? content : content.toString());
      this.#wake();
    });
    this.closed = new Promise((resolve) => socket.once('close', resolve));
  }

  /** Waits until that many frames have come and returns all of them. */
  async raw(count: number): Promise<(string | Uint8Array)[]> {
    await within(
      new Promise<void>((resolve) => {
        this.#wake = () => this.frames.length >= count && resolve();
        this.#wake();
      }),
      `${count} frames, have ${JSON.stringify(this.frames)}`,
    );
    return this.frames;
  }

  async received(count: number): Promise<Received[]> {
    return (await this.raw(count)).map((frame): Received => JSON.parse(String(frame)));
  }

  send(message: object | string): void {
    this.socket.send(typeof message === 'string' ? message : JSON.stringify(message));
  }

  /** Sends something as the KVS SDK writes it. */
  message(action: string, content: unknown, recipientClientId?: string, correlationId?: string): void {
    this.send({ action, messagePayload: encode(content), recipientClientId, correlationId });
  }

  [Symbol.dispose](): void {
    this.socket.terminate();
  }
}

/** Base64 of JSON, as payloads are. */
export function encode(content: unknown): string {
  return Buffer.from(JSON.stringify(content)).toString('base64');
}

/** Connects a peer to the channel `camera`; rejects when the service refuses. */
export function connect(service: LocalService, role: Role, options: ConnectOptions = {}): Promise<Peer> {
  return open(urlOf(service, role, options));
}

/** Connects with a URL as it is; rejects when the service refuses. With an origin it is a page. */
export async function open(url: string, certificate?: string, origin?: string): Promise<Peer> {
  const peer = new Peer(new WebSocket(url, { ca: certificate, origin }));
  await within(once(peer.socket, 'open'), 'a WebSocket to open');
  return peer;
}

/** How a handshake was refused. */
export interface Refused {
  readonly status: number | undefined;
  readonly type: string | undefined;
  readonly body: string;
}

/** Expects a handshake to be refused; with an origin it is a page's. */
export async function refusal(url: string, origin?: string): Promise<Refused> {
  const socket = new WebSocket(url, { origin });
  socket.on('error', () => {});
  const refused = new Promise<Refused>((resolve, reject) => {
    socket.once('open', () => {
      socket.terminate();
      reject(new Error('The handshake was not refused'));
    });
    socket.once('unexpected-response', (_request, response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (text: string) => (body += text));
      const type = String(response.headers['x-amzn-errortype']);
      response.once('end', () => resolve({ status: response.statusCode, type, body }));
    });
  });
  return within(refused, 'the refusal of a handshake');
}

/** Bounds a wait and says what it was for. */
export async function within<T>(promise: Promise<T>, what: string, timeoutMs = TIMEOUT_MS): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`Waited ${timeoutMs} ms for ${what}`)), timeoutMs);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Both ends of the channel `camera` and of its neighbour `door`. */
export async function twoChannels(
  service: LocalService,
): Promise<Record<'master' | 'viewer' | 'otherMaster' | 'otherViewer', Peer>> {
  const channelArn = service.createChannel('door');
  return {
    master: await connect(service, 'MASTER'),
    viewer: await connect(service, 'VIEWER'),
    otherMaster: await connect(service, 'MASTER', { channelArn }),
    otherViewer: await connect(service, 'VIEWER', { channelArn }),
  };
}

/** The payloads a peer got, once there are so many. */
export async function texts(peer: Peer, count: number): Promise<(string | undefined)[]> {
  return (await peer.received(count)).map(({ messagePayload }) => messagePayload);
}

/** Several payloads in base64. */
export function encoded(...contents: unknown[]): string[] {
  return contents.map((content) => encode(content));
}
