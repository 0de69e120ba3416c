type Listener = (...values: unknown[]) => void;
type Once = Listener & { readonly of?: Listener };

/** Stands for Node's EventEmitter: what the KVS library and we use of it, and the same of it. */
export class EventEmitter {
  readonly #listeners = new Map<string, readonly Once[]>();

  on(name: string, listener: Once): this {
    this.#listeners.set(name, [...this.#of(name), listener]);
    return this;
  }

  once(name: string, listener: Listener): this {
    const once = Object.assign(
      (...values: unknown[]): void => {
        this.off(name, once);
        listener(...values);
      },
      { of: listener },
    );
    return this.on(name, once);
  }

  off(name: string, listener: Listener): this {
    const index = this.#of(name).findIndex((one) => one === listener || one.of === listener);
    this.#listeners.set(
      name,
      this.#of(name).filter((_, at) => at !== index),
    );
    return this;
  }

  /** Whether anybody heard it. An `error` that nobody hears is thrown. */
  emit(name: string, ...values: unknown[]): boolean {
    const listeners = this.#of(name);
    if (name === 'error' && listeners.length === 0) throw values[0];
    for (const listener of listeners) listener.apply(this, values);
    return listeners.length > 0;
  }

  #of(name: string): readonly Once[] {
    return this.#listeners.get(name) ?? [];
  }
}
