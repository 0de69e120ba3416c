import { expect } from 'chai';
import type { KvsCamera, ViewerTicket } from '../../../src/index.js';

const EVENTS = ['kvs-log', 'kvs-error', 'kvs-statechange', 'kvs-firstframe'] as const;

/** Everything that a page gets to hear from a camera, as text. */
export function overheard(camera: KvsCamera): () => string {
  const texts: string[] = [];
  for (const type of EVENTS) {
    camera.addEventListener(type, (event) => {
      const fields = Object.keys(event).map((name) => [name, Reflect.get(event, name) as unknown]);
      texts.push(JSON.stringify([type, fields], withErrors));
    });
  }
  return () =>
    [
      ...texts,
      JSON.stringify(camera.getLog()),
      document.documentElement.outerHTML,
      camera.shadowRoot?.innerHTML,
    ].join('\n');
}

/** Errors are told whole: JSON leaves out what they say. */
function withErrors(_name: string, value: unknown): unknown {
  if (!(value instanceof Error)) return value;
  const { name, message, stack, cause } = value;
  return Object.assign({ name, message, stack, cause }, value);
}

/** The parts of a ticket that nobody but the service and the relay may get to know. */
export function secretsOf({ signalingUrl, iceServers }: ViewerTicket): readonly string[] {
  const url = new URL(signalingUrl);
  const secrets = [
    url.href,
    url.search,
    ...['X-Amz-Signature', 'X-Amz-Credential']
      .map((name) => url.searchParams.get(name) ?? '')
      .flatMap((value) => [value, encodeURIComponent(value)]),
    ...iceServers.flatMap(({ username, credential }) => (username ? [username, credential] : [])),
  ];
  expect(secrets).to.have.length.at.least(8);
  return secrets.map((secret = '') => {
    expect(secret).to.have.length.greaterThan(8);
    return secret;
  });
}
