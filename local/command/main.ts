import { run } from './run.js';
import { readWishes, USAGE, type Wishes } from './wishes.js';

const LONGEST_GOODBYE_MS = 800;

const life = new AbortController();
for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, () => life.abort());

const wishes = read();
try {
  // The built elements come with the package of that name.
  const elements = new URL('.', import.meta.resolve('kvs-elements/kvs-elements.js'));
  const { words, closed } = await run(wishes, elements, life.signal);
  console.log(words);
  life.signal.addEventListener('abort', () => setTimeout(() => process.exit(0), LONGEST_GOODBYE_MS));
  await closed;
  process.exit(0);
} catch (error) {
  // Whoever ends it while it starts has ended it as well.
  if (life.signal.aborted) process.exit(0);
  fail(isTaken(error) ? taken(error.port) : String(error));
}

function read(): Wishes {
  try {
    const asked = readWishes(process.argv.slice(2));
    if (asked) return asked;
  } catch (error) {
    fail(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
  }
  console.log(USAGE);
  return process.exit(0);
}

function taken(port: number): string {
  return `Port ${port} is taken. Choose others: --port N takes N to N + 4, --port 0 takes any that are free.`;
}

function isTaken(error: unknown): error is { readonly port: number } {
  return error instanceof Error && 'code' in error && error.code === 'EADDRINUSE' && 'port' in error;
}

function fail(why: string): never {
  console.error(why);
  process.exit(1);
}
