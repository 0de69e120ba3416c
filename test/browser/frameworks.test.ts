import { sendMouse } from '@web/test-runner-commands';
import { expect } from 'chai';
import type { PropertyDeclaration } from 'lit';
import { createElement, createRef } from 'react';
import { flushSync } from 'react-dom';
import { createRoot, hydrateRoot } from 'react-dom/client';
import '../../src/index.js';
import type {
  KvsCamera as KvsCameraElement,
  KvsGrid as KvsGridElement,
  KvsStateChangeEvent,
  Token,
  TokenRequest,
} from '../../src/index.js';
import { KvsCamera, KvsGrid, type KvsCameraFields, type KvsGridFields } from '../../src/react.js';
import { told } from './support/console.js';
import { newCamera, seen } from './support/desk.js';
import { addCamera, clear, nextFrame, reaches, until } from './support/page.js';
import { Recorders } from './support/recorders.js';

const TAGS = ['kvs-camera', 'kvs-ptt-button'] as const;

/** What is set before an element is in the page, as frameworks do. */
describe('an element that a framework makes', () => {
  afterEach(clear);

  for (const tag of TAGS) {
    it(`<${tag}> holds a boolean in each property that takes one`, () => {
      const element = document.createElement(tag);
      const { elementProperties } = element.constructor as unknown as {
        elementProperties: ReadonlyMap<string, PropertyDeclaration>;
      };
      const booleans = [...elementProperties]
        .filter(([, { type }]) => type === Boolean)
        .map(([name]) => name);
      expect(booleans).not.to.deep.equal([]);
      for (const name of booleans) expect(Reflect.get(element, name), name).to.be.a('boolean');
    });
  }

  it('<kvs-camera> keeps what was set before it was put into the page', async () => {
    const channel = await newCamera('gate');
    const camera = document.createElement('kvs-camera');
    Object.assign(camera, {
      channel,
      region: 'us-west-2',
      tokenUrl: '/api/token',
      autoplay: true,
      muted: true,
      volume: 0.5,
    });
    document.body.append(camera);
    expect(camera.muted).to.equal(true);
    await reaches(camera, 'live');
    expect([camera.muted, camera.volume]).to.deep.equal([true, 0.5]);
    expect(camera.matches(':state(muted)')).to.equal(true);
  });
});

describe('what a framework has no value for', () => {
  afterEach(clear);

  for (const nothing of [undefined, null]) {
    it(`is not said to a camera: ${nothing}`, async () => {
      const camera = addCamera({ channel: await newCamera('gate'), 'token-url': '/api/token' });
      Object.assign(camera, { volume: 0.5, talkOptions: { maxTalk: 1 } });
      Object.assign(camera, { volume: nothing, talkOptions: nothing });
      expect([camera.volume, camera.talkOptions]).to.deep.equal([1, {}]);
      const refusals = await Promise.allSettled([camera.startTalk(), camera.startTalk(nothing)]);
      for (const refusal of refusals)
        expect(refusal).to.have.nested.property('reason.code', 'camera-offline');
      await reaches(camera, 'live');
      await nextFrame(camera);
      using recorders = new Recorders();
      const recording = camera.record(nothing);
      expect((await camera.snapshot(nothing)).type).to.equal('image/png');
      await recorders.reach(2);
      expect((await recording.stop()).size).to.be.greaterThan(0);
    });
  }
});

describe('a camera as a React component', () => {
  afterEach(clear);

  it('connects as soon as the page of a server is there, and React takes it over without a word', async () => {
    const channel = await newCamera('barn');
    const host = document.createElement('div');
    const states: string[] = [];
    host.addEventListener('kvs-statechange', ({ state }) => states.push(state));
    document.body.append(host);
    // As test/unit/react-server.test.ts has it from React.
    host.innerHTML = `<kvs-camera channel="${channel}" token-url="/api/token" label="Barn" autoplay="" muted=""></kvs-camera>`;
    const camera = host.querySelector('kvs-camera')!;
    const props = { channel, tokenUrl: '/api/token', label: 'Barn', autoplay: true, muted: true };
    const ref = createRef<KvsCameraElement>();
    let root: ReturnType<typeof hydrateRoot> | undefined;
    const complaints = await told('error', async () => {
      root = hydrateRoot(host, createElement(KvsCamera, { ...props, ref }));
      await reaches(camera, 'live');
    });
    expect(complaints).to.deep.equal([]);
    expect(ref.current).to.equal(camera);
    expect(states).to.deep.equal(['connecting', 'live']);
    expect((await seen(channel)).connects.viewer).to.equal(1);
    root?.unmount();
  });

  it('has its properties and listeners when React takes over the page of a server', async () => {
    const channel = await newCamera('barn');
    const host = document.body.appendChild(document.createElement('div'));
    host.innerHTML = `<kvs-camera channel="${channel}" autoplay="" muted="" class="large"></kvs-camera>`;
    const camera = host.querySelector('kvs-camera')!;
    const states: string[] = [];
    const props = {
      channel,
      autoplay: true,
      muted: true,
      className: 'large',
      getToken: async ({ channel: name, clientId, reason, signal }: TokenRequest): Promise<Token> => {
        const body = JSON.stringify({ channel: name, clientId, reason });
        const headers = { 'content-type': 'application/json' };
        return (
          await fetch('/api/token', { method: 'POST', headers, body, signal })
        ).json() as Promise<Token>;
      },
      onKvsStateChange: ({ state }: KvsStateChangeEvent) => states.push(state),
    };
    const root = hydrateRoot(host, createElement(KvsCamera, props));
    await until(() => states.includes('live'), 'the listener hears of a picture', 15_000);
    expect([camera.getToken === props.getToken, camera.className]).to.deep.equal([true, 'large']);
    expect((await seen(channel)).viewers.length).to.equal(1);
    root.unmount();
  });

  it('tells what a <video> would tell', async () => {
    const channel = await newCamera('gate');
    const root = createRoot(document.body.appendChild(document.createElement('div')));
    const ref = createRef<KvsCameraElement>();
    const heard: string[] = [];
    const hear = ({ type }: Event): void => void heard.push(type);
    const props = { channel, tokenUrl: '/api/token', muted: true, autoplay: true, ref };
    const listeners = { onPlay: hear, onPlaying: hear, onPause: hear, onVolumeChange: hear };
    flushSync(() => root.render(createElement(KvsCamera, { ...props, ...listeners })));
    await until(() => heard.includes('playing'), 'there is a picture', 15_000);
    heard.length = 0;
    const camera = ref.current!;
    camera.volume = 0.2;
    await until(() => heard.length > 0, 'the volume is told');
    camera.pause();
    await camera.play();
    expect(heard.slice(0, 3)).to.deep.equal(['volumechange', 'pause', 'play']);
    root.unmount();
  });

  it('keeps the sound that the viewer has set until the page says something new', async () => {
    const root = createRoot(document.body.appendChild(document.createElement('div')));
    const ref = createRef<KvsCameraElement>();
    const render = (fields: KvsCameraFields): readonly unknown[] => {
      const camera = createElement(KvsCamera, { channel: 'gate', ref, ...fields });
      flushSync(() => root.render(createElement(KvsGrid, { maxLive: 0, selected: 'gate' }, camera)));
      const { label, muted, volume } = ref.current!;
      return [label, muted, volume];
    };
    expect(render({ label: 'one', muted: true, volume: 0.5 })).to.deep.equal(['one', true, 0.5]);
    const camera = ref.current!;
    await until(() => !camera.muted, 'the grid lets the selected one be heard');
    expect(render({ label: 'two', muted: true, volume: 0.5 })).to.deep.equal(['two', false, 0.5]);
    camera.volume = 0.2;
    expect(render({ label: 'three', muted: true, volume: 0.5 })).to.deep.equal(['three', false, 0.2]);
    expect(render({ muted: false, volume: 0.3 }).slice(1)).to.deep.equal([false, 0.3]);
    expect(render({ muted: true }).slice(1)).to.deep.equal([true, 1]);
    expect(render({}).slice(1)).to.deep.equal([false, 1]);
    expect(ref.current).to.equal(camera);
    flushSync(() => root.unmount());
    expect(ref.current).to.equal(null);
  });

  it('keeps who is selected and large, and what is measured, until the page says something new', async () => {
    const root = createRoot(document.body.appendChild(document.createElement('div')));
    const [wall, second] = [createRef<KvsGridElement>(), createRef<KvsCameraElement>()];
    const render = (label: string, fields: KvsGridFields, stats?: boolean): readonly unknown[] => {
      const cameras = [
        createElement(KvsCamera, { channel: 'gate' }),
        createElement(KvsCamera, { channel: 'yard', ref: second, ...(stats !== undefined && { stats }) }),
      ];
      flushSync(() =>
        root.render(createElement(KvsGrid, { maxLive: 0, label, ref: wall, ...fields }, ...cameras)),
      );
      const { selected, layout } = wall.current!;
      return [wall.current!.label, selected, layout, second.current!.stats];
    };
    const first = { selected: 'gate', layout: 'auto' } as const;
    expect(render('one', first, false)).to.deep.equal(['one', 'gate', 'auto', false]);
    const [grid, yard] = [wall.current!, second.current!];
    await until(() => grid.selectedCamera?.channel === 'gate', 'the grid knows its cameras');
    const { x, y, width, height } = yard.getBoundingClientRect();
    await sendMouse({
      type: 'click',
      position: [Math.round(x + width / 2), Math.round(y + height / 2)],
    });
    await until(() => grid.selected === 'yard', 'the click selects');
    expect(render('two', first, false)).to.deep.equal(['two', 'yard', 'auto', false]);
    grid.spotlight(yard);
    yard.stats = true;
    expect(render('three', first, false)).to.deep.equal(['three', 'yard', 'spotlight', true]);
    const other = { selected: '', layout: 'spotlight' } as const;
    expect(render('four', other, true)).to.deep.equal(['four', '', 'spotlight', true]);
    expect(render('five', { selected: 'gate' })).to.deep.equal(['five', 'gate', 'auto', false]);
    expect(render('six', {})).to.deep.equal(['six', '', 'auto', false]);
    flushSync(() => root.unmount());
  });
});
