import { expect } from 'chai';
import { DataChannel } from '../../src/core/data-channel.js';
import { KvsError } from '../../src/core/errors.js';
import { until } from './support/page.js';

const LARGEST_BYTES = 1_024;

/** A viewer and a camera in one page, which have yet to meet. */
class Pair implements Disposable {
  readonly #life = new AbortController();
  readonly #viewer = new RTCPeerConnection();
  readonly #camera = new RTCPeerConnection();
  readonly data = new DataChannel(this.#viewer, this.#life.signal);
  readonly signal = this.#life.signal;
  readonly heard: string[] = [];

  async meet(greeting: string): Promise<RTCDataChannel> {
    this.#viewer.addEventListener('icecandidate', ({ candidate }) => {
      if (candidate) void this.#camera.addIceCandidate(candidate);
    });
    this.#camera.addEventListener('icecandidate', ({ candidate }) => {
      if (candidate) void this.#viewer.addIceCandidate(candidate);
    });
    const adopted = new Promise<RTCDataChannel>((resolve) => {
      this.#camera.addEventListener('datachannel', ({ channel }) => {
        channel.addEventListener('message', ({ data }) => this.heard.push(data as string));
        channel.send(greeting);
        resolve(channel);
      });
    });
    const offer = await this.#viewer.createOffer();
    await this.#viewer.setLocalDescription(offer);
    await this.#camera.setRemoteDescription(offer);
    const { type, sdp = '' } = await this.#camera.createAnswer();
    const answer = { type, sdp: sdp.replace(/max-message-size:\d+/, `max-message-size:${LARGEST_BYTES}`) };
    await this.#camera.setLocalDescription({ type, sdp });
    await this.#viewer.setRemoteDescription(answer);
    return adopted;
  }

  /** Messages of the camera that the viewer's browser has. */
  async received(): Promise<number> {
    const report = [...(await this.#viewer.getStats()).values()] as {
      type: string;
      messagesReceived?: number;
    }[];
    return report.find(({ type }) => type === 'data-channel')?.messagesReceived ?? 0;
  }

  [Symbol.dispose](): void {
    this.#life.abort();
    this.#viewer.close();
    this.#camera.close();
  }
}

describe('the data channel', () => {
  it('hands over what the camera said before anybody listened, once', async () => {
    using pair = new Pair();
    const channel = await pair.meet('light on');
    const heard: unknown[] = [];
    await until(async () => (await pair.received()) === 1, 'the browser has the first words');
    pair.data.watch(({ data }) => heard.push(data), pair.signal);
    channel.send('battery low');
    await until(() => heard.includes('battery low'), 'the camera is heard');
    pair.data.watch(({ data }) => heard.push(data), pair.signal);
    expect(heard).to.deep.equal(['light on', 'battery low']);
  });

  it('sends on what waited behind a message that is too large, and says which that is', async () => {
    using pair = new Pair();
    const reported: unknown[] = [];
    const report = globalThis.reportError;
    globalThis.reportError = (error) => reported.push(error);
    try {
      pair.data.send('x'.repeat(LARGEST_BYTES + 1));
      pair.data.send('close the speaker');
      await pair.meet('hello');
      await until(() => pair.heard.length > 0, 'the camera has heard something');
    } finally {
      globalThis.reportError = report;
    }
    expect(pair.heard).to.deep.equal(['close the speaker']);
    expect(reported.map((error) => error instanceof KvsError && error.code)).to.deep.equal(['media-lost']);
    expect(() => pair.data.send('x'.repeat(LARGEST_BYTES + 1)))
      .to.throw(KvsError, 'did not take it')
      .with.property('code', 'media-lost');
  });
});
