import { spawn } from 'node:child_process';
import { startPortal } from './portal/portal.js';

const PORT = 8080;
const SERVICE_PORT = 4580;
const LONGEST_GOODBYE_MS = 800;

const life = new AbortController();
for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => life.abort());

const { url, closed } = await startPortal({
  port: readPort(process.env['PORT']),
  servicePort: SERVICE_PORT,
  signal: life.signal,
});
console.log(`kvs-elements portal: ${url}  (Ctrl+C ends it)`);
if (process.argv.includes('--open')) open(url);
life.signal.addEventListener('abort', () => setTimeout(() => process.exit(0), LONGEST_GOODBYE_MS));
await closed;
process.exit(0);

function readPort(text: string | undefined): number {
  if (text === undefined || text === '') return PORT;
  const port = Number(text);
  if (Number.isInteger(port) && port >= 0 && port < 65_536) return port;
  throw new RangeError(`PORT is "${text}"; it takes a number from 0 to 65535.`);
}

function open(page: string): void {
  const openers: Partial<Record<NodeJS.Platform, readonly string[]>> = {
    darwin: ['open'],
    win32: ['cmd', '/c', 'start'],
  };
  const [command = 'xdg-open', ...rest] = openers[process.platform] ?? [];
  // Where there is no browser to open, the printed address is enough.
  spawn(command, [...rest, page], { detached: true, stdio: 'ignore' })
    .on('error', () => {})
    .unref();
}
