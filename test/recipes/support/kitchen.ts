import { execFile, spawn } from 'node:child_process';
import { cpSync, globSync, readFileSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { once } from 'node:events';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { KEYS, startStack, type Stack } from '../../../local/stack.js';
import { installPackage } from '../../package/support/installed.js';
import { TEMPLATES } from './templates.js';

const run = promisify(execFile);

/** Where the recipes are cooked: a copy of them with everything installed once, and KVS with two cameras. */
export interface Kitchen extends AsyncDisposable {
  readonly stack: Stack;
  /** Where a recipe or a package is. */
  path(...names: string[]): string;
  /** `npm run build` in a recipe's folder. */
  build(recipe: string): Promise<void>;
  /** `npm start` in a recipe's folder; answers the address that it prints. */
  start(recipe: string, more?: Readonly<Record<string, string>>): Promise<string>;
}

interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

/** Every package that some recipe asks for. */
export function ingredients(): Record<string, string> {
  const all: Record<string, string> = {};
  for (const file of globSync('recipes/*/package.json')) {
    const { dependencies, devDependencies } = JSON.parse(readFileSync(file, 'utf8')) as Manifest;
    for (const [name, version] of Object.entries({ ...dependencies, ...devDependencies })) {
      if (all[name] !== undefined && all[name] !== version)
        throw new Error(`${file} wants ${name} ${version}, another recipe ${all[name]}.`);
      all[name] = version;
    }
  }
  return all;
}

/** Opens the kitchen; it is cleaned up when it is disposed of. */
export async function openKitchen(): Promise<Kitchen> {
  const life = new AbortController();
  const installed = installPackage(ingredients());
  const path = (...names: string[]): string => join(installed.folder, ...names);
  cpSync('recipes', installed.folder, { recursive: true });
  for (const [file, text] of Object.entries(TEMPLATES)) writeFileSync(path(file), text);
  // A person opens one page after the other more slowly than three a second.
  const stack = await startStack({ limits: { connectsPerSecond: 30 }, signal: life.signal });
  await stack.addCamera({ channel: 'front-door', kind: 'loop', picture: 'front-door' });
  await stack.addCamera({ channel: 'gate', kind: 'loop', picture: 'gate' });
  const environment = { ...process.env, ...awsEnvironment(stack), PORT: '0' };
  return {
    stack,
    path,
    build: async (recipe) => {
      await run('npm', ['run', 'build'], { cwd: path(recipe) }).catch((thrown: unknown) => {
        const { stdout, stderr } = thrown as { stdout: string; stderr: string };
        throw new Error(`${recipe} does not build:\n${stdout}\n${stderr}`);
      });
    },
    start: async (recipe, more = {}) => {
      const child = spawn(process.execPath, ['server.js'], {
        cwd: path(recipe),
        env: { ...environment, ...more },
        stdio: ['ignore', 'pipe', 'inherit'],
        signal: life.signal,
      });
      // Ended by us.
      child.on('error', () => {});
      const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
      return line;
    },
    [Symbol.asyncDispose]: async () => {
      life.abort();
      await stack.service.stop();
      installed[Symbol.dispose]();
    },
  };
}

/** What leads the AWS clients of a recipe, untouched, to KVS on this machine. */
export function awsEnvironment({ service }: Stack): Record<string, string> {
  return {
    AWS_REGION: service.region,
    AWS_ACCESS_KEY_ID: KEYS.server.accessKeyId,
    AWS_SECRET_ACCESS_KEY: KEYS.server.secretAccessKey,
    AWS_ENDPOINT_URL_KINESIS_VIDEO: service.endpoint,
    KVS_HOSTS: `ws://127.0.0.1:${service.ports.viewer} http://127.0.0.1:${service.ports.viewer}`,
  };
}
