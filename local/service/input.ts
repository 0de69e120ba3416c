import { errorOf, invalidArgument } from './errors.js';

/** The JSON object of a call; every reader throws InvalidArgumentException on a wrong shape. */
export class Input {
  readonly #fields: Readonly<Record<string, unknown>>;

  constructor(fields: object) {
    this.#fields = { ...fields };
  }

  /** Reads a body; an empty one is an empty object. Throws SerializationException. */
  static parse(body: Uint8Array): Input {
    try {
      const value: unknown = JSON.parse(Buffer.from(body).toString() || '{}');
      if (typeof value === 'object' && value !== null && !Array.isArray(value)) return new Input(value);
    } catch {
      // Falls through to the same refusal as JSON that is no object.
    }
    throw errorOf('SerializationException', 400, 'The body is not a JSON object');
  }

  text(name: string): string | undefined {
    const value = this.#fields[name] ?? undefined;
    if (value === undefined || typeof value === 'string') return value;
    throw invalidArgument(`${name} has to be a string`);
  }

  needText(name: string): string {
    return this.text(name) ?? missing(name);
  }

  /** A whole number within bounds. */
  integer(name: string, least: number, most: number): number | undefined {
    const value = this.#fields[name] ?? undefined;
    if (value === undefined) return undefined;
    if (typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most) return value;
    throw invalidArgument(`${name} has to be a whole number between ${least} and ${most}`);
  }

  /** A structure; an absent one reads as empty. */
  object(name: string): Input {
    const value = this.#fields[name] ?? {};
    if (typeof value === 'object' && !Array.isArray(value)) return new Input(value);
    throw invalidArgument(`${name} has to be a structure`);
  }

  /** A list of structures. */
  objects(name: string): Input[] {
    return this.#list(name).map((item) => {
      if (typeof item === 'object' && item !== null) return new Input(item);
      throw invalidArgument(`${name} has to be a list of structures`);
    });
  }

  /** A list of strings, or `undefined` when absent. */
  texts(name: string): string[] | undefined {
    if ((this.#fields[name] ?? undefined) === undefined) return undefined;
    return this.#list(name).map((item) => {
      if (typeof item === 'string') return item;
      throw invalidArgument(`${name} has to be a list of strings`);
    });
  }

  /** A map of strings; an absent one reads as empty. */
  map(name: string): ReadonlyMap<string, string> {
    const fields = this.object(name).#fields;
    return new Map(
      Object.entries(fields).map(([key, value]) => {
        if (typeof value === 'string') return [key, value] as const;
        throw invalidArgument(`${name} has to be a map of strings`);
      }),
    );
  }

  #list(name: string): unknown[] {
    const value = this.#fields[name] ?? [];
    if (Array.isArray(value)) return value;
    throw invalidArgument(`${name} has to be a list`);
  }
}

/** One of a few words; throws InvalidArgumentException. */
export function oneOf<T extends string>(words: readonly T[], text: string, name: string): T {
  const word = words.find((candidate) => candidate === text);
  if (word === undefined) throw invalidArgument(`${name} has to be one of ${words.join(', ')}`);
  return word;
}

function missing(name: string): never {
  throw invalidArgument(
    `1 validation error detected: Value null at '${name}' failed to satisfy constraint: Member must not be null`,
  );
}
