/** Keeps the answers of GetIceServerConfig from the page until they are released, or it is disposed of. */
export class HeldIceServers implements Disposable {
  release = (): void => {};
  readonly #fetch = window.fetch;

  constructor() {
    const released = new Promise<void>((resolve) => (this.release = resolve));
    window.fetch = async (...request) => {
      const response = await this.#fetch.apply(window, request);
      if (response.url.endsWith('/v1/get-ice-server-config')) await released;
      return response;
    };
  }

  [Symbol.dispose](): void {
    window.fetch = this.#fetch;
    this.release();
  }
}
