import { expect } from 'chai';
import type { KvsCamera, Token, TokenRequest } from '../../src/index.js';
import { desk, newCamera } from './support/desk.js';
import { ticketFor } from './support/faults.js';
import { isHandedOver, paintedIdentity, reaches, until } from './support/page.js';

/** A page of its own that has the built file in a script tag, as a CMS author writes it, and nothing else. */
async function plainPage(script: string): Promise<HTMLIFrameElement> {
  const frame = document.createElement('iframe');
  frame.style.cssText = 'width: 640px; height: 400px';
  frame.src = `/page?${new URLSearchParams({ script })}`;
  document.body.append(frame);
  await new Promise((resolve) => frame.addEventListener('load', resolve, { once: true }));
  return frame;
}

function put(frame: HTMLIFrameElement, html: string): KvsCamera {
  const { body } = frame.contentDocument!;
  body.innerHTML = html;
  return body.querySelector('kvs-camera')!;
}

const scripts = (frame: HTMLIFrameElement): string[] =>
  frame
    .contentWindow!.performance.getEntriesByType('resource')
    .map(({ name }) => new URL(name).pathname)
    .filter((path) => path.endsWith('.js'));

for (const path of ['/dist/kvs-elements.js', '/dist/camera/kvs-camera.js'])
  describe(`${path} in a script tag`, () => inScriptTag(path, path.replace(/[\w-]+\.js$/, 'chunks/')));

function inScriptTag(script: string, chunks: string): void {
  let frame: HTMLIFrameElement;
  beforeEach(async () => (frame = await plainPage(script)));
  afterEach(() => frame.remove());

  it('shows a camera from HTML alone, with that one file', async () => {
    const channel = await newCamera('loading-dock');
    const camera = put(
      frame,
      `<kvs-camera channel="${channel}" region="us-west-2" token-url="/api/token" label="Dock" muted autoplay></kvs-camera>`,
    );
    await reaches(camera, 'live');
    expect(await paintedIdentity(camera)).to.equal('loading-dock');
    expect(scripts(frame)).to.deep.equal([script]);
    camera.controls = true;
    await until(() => camera.shadowRoot?.querySelector('[part=controls]') !== null, 'the bar is there');
    expect(scripts(frame)[1]?.startsWith(`${chunks}controls-bar-`)).to.equal(true);
  });

  for (const policy of ['worker-src blob:', "worker-src 'none'"]) {
    it(`shows a camera with latency="low" under the policy ${policy}`, async () => {
      const meta = Object.assign(frame.contentDocument!.createElement('meta'), {
        httpEquiv: 'Content-Security-Policy',
        content: policy,
      });
      frame.contentDocument!.head.append(meta);
      const channel = await newCamera('gate');
      const camera = put(
        frame,
        '<kvs-camera latency="low" token-url="/api/token" muted autoplay></kvs-camera>',
      );
      camera.channel = channel;
      await reaches(camera, 'live');
      expect(await paintedIdentity(camera)).to.equal('gate');
      const canHandOver = policy.includes('blob') && 'MediaStreamTrackGenerator' in globalThis;
      await until(() => isHandedOver(camera) === canHandOver, `it is handed over: ${canHandOver}`);
      // Where it is not, that may be known before the code is there.
      await until(() => scripts(frame).length > 1, 'another script is loaded');
      expect(scripts(frame)[1]?.startsWith(`${chunks}prompt-picture-`)).to.equal(true);
    });
  }

  it('hands a picture over with latency="low" that was there before the worker', async () => {
    const page = frame.contentWindow as Window & typeof globalThis;
    let letStart = (): void => {};
    const mayStart = new Promise<void>((resolve) => (letStart = resolve));
    page.Worker = class extends page.Worker {
      override addEventListener(type: string, listener: EventListener): void {
        super.addEventListener(type, (event) => void mayStart.then(() => listener(event)));
      }
    };
    const channel = await newCamera('gate');
    const camera = put(
      frame,
      '<kvs-camera latency="low" token-url="/api/token" muted autoplay></kvs-camera>',
    );
    let firstFrames = 0;
    camera.addEventListener('kvs-firstframe', () => (firstFrames += 1));
    camera.channel = channel;
    await reaches(camera, 'live');
    expect(await paintedIdentity(camera)).to.equal('gate');
    const canHandOver = 'MediaStreamTrackGenerator' in globalThis;
    expect([isHandedOver(camera), camera.state]).to.deep.equal([false, 'live']);
    // Or the page would be seen through a picture that has no frame yet.
    let isCovered = false;
    new MutationObserver(() => (isCovered ||= camera.shadowRoot!.querySelector('canvas') !== null)).observe(
      camera.shadowRoot!,
      { childList: true },
    );
    letStart();
    await until(() => isHandedOver(camera) === canHandOver, 'it is handed over');
    expect(await paintedIdentity(camera)).to.equal('gate');
    expect([camera.state, firstFrames, isCovered]).to.deep.equal(['live', 1, canHandOver]);
  });

  it('loads the AWS chunks when credentials come', async () => {
    const channel = await newCamera('barn');
    const road = await desk<{ endpoint: string; region: string; credentials: Token }>('credentials');
    const camera = put(frame, '<kvs-camera muted autoplay></kvs-camera>');
    Object.assign(camera, {
      channel,
      region: road.region,
      endpoint: road.endpoint,
      getToken: () => Promise.resolve(road.credentials),
    });
    await reaches(camera, 'live');
    expect(await paintedIdentity(camera)).to.equal('barn');
    expect(scripts(frame).some((path) => path.startsWith(`${chunks}aws-`))).to.equal(true);
  });

  it('is loaded once where its address has a query, as WordPress gives it', async () => {
    frame.remove();
    frame = await plainPage(`${script}?ver=6.5`);
    const channel = await newCamera('gate');
    const camera = put(frame, '<kvs-camera muted autoplay controls></kvs-camera>');
    Object.assign(camera, { channel, getToken: (request: TokenRequest) => ticketFor(request) });
    await reaches(camera, 'live');
    await until(() => camera.shadowRoot?.querySelector('[part=controls]') !== null, 'the bar is there');
    const { steps } = await camera.diagnose();
    expect(steps.find(({ name }) => name === 'camera')?.verdict).to.equal('ok');
    expect(await camera.snapshot()).to.have.property('type', 'image/png');
    expect(scripts(frame).filter((path) => path === script)).to.have.lengthOf(1);
    const all = scripts(frame).filter((path) => path.startsWith(chunks));
    expect(
      all.some((path) => path.includes('controls-bar-')) && all.some((path) => path.includes('diagnose-')),
    ).to.equal(true);
  });

  it('says at once when the policy of the page forbids the signaling service', async () => {
    frame.remove();
    frame = document.createElement('iframe');
    const channel = await newCamera('gate');
    frame.srcdoc = `<meta http-equiv="Content-Security-Policy" content="connect-src ${location.origin}">
      <script type="module" src="${script}"></script>
      <kvs-camera channel="${channel}" token-url="/api/token" autoplay muted></kvs-camera>`;
    document.body.append(frame);
    await new Promise((resolve) => frame.addEventListener('load', resolve, { once: true }));
    const camera = frame.contentDocument!.querySelector('kvs-camera')!;
    await until(() => camera.error !== null, 'it knows', 3_000);
    expect([camera.error?.code, camera.error?.message]).to.deep.equal([
      'signaling-lost',
      'The signaling service could not be reached',
    ]);
    expect(camera.error?.hint).to.contain('connect-src');
  });

  it('defines its tags, and no others', () => {
    const { customElements } = frame.contentWindow!;
    const tags = ['kvs-camera', 'kvs-grid', 'kvs-ptt-button'].filter((tag) => customElements.get(tag));
    expect(tags).to.have.lengthOf(script.includes('kvs-camera') ? 1 : 3);
  });
}
