import { expect } from 'chai';
import { registerWords, type KvsCamera } from '../../src/index.js';
import { addCamera, clear, until } from './support/page.js';
import { endsOf, runsRight } from './support/reading.js';

/** A camera that waits to be played, so that its one button has a name. */
const idle = (attributes: Readonly<Record<string, string>> = {}, parent?: Element): KvsCamera => {
  const camera = addCamera({ channel: 'front-door', ...attributes }, {}, parent);
  camera.removeAttribute('autoplay');
  return camera;
};

const nameOf = (camera: KvsCamera): string | null | undefined =>
  camera.shadowRoot?.querySelector('button')?.getAttribute('aria-label');

const says = (camera: KvsCamera, word: string): Promise<void> =>
  until(() => nameOf(camera) === word, `the button is called ${word}, not ${nameOf(camera)}`);

// Before its language is loaded, which only one test below does.
registerWords('fr', { pause: 'Arrêter' });
// Before the bar is loaded, which brings its own English.
registerWords('en', { fullscreen: 'Whole screen' });

describe('the words of a camera', () => {
  afterEach(() => {
    clear();
    document.documentElement.removeAttribute('lang');
  });

  it('are those of the nearest lang: its own, that of an element around it, the page’s', async () => {
    document.documentElement.lang = 'es';
    const section = document.createElement('section');
    section.lang = 'vi-VN';
    document.body.append(section);
    const cameras = [idle({ lang: 'de-AT' }, section), idle({}, section), idle()] as const;
    await says(cameras[0], 'Abspielen');
    await says(cameras[1], 'Phát');
    await says(cameras[2], 'Reproducir');
  });

  it('change with the lang, wherever that is, and also inside a shadow root', async () => {
    const host = document.createElement('div');
    document.body.append(host);
    const inside = document.createElement('div');
    host.attachShadow({ mode: 'open' }).append(inside);
    const camera = idle({}, inside);
    await says(camera, 'Play');
    for (const [element, language, word] of [
      [document.documentElement, 'ja', '再生'],
      [host, 'vi', 'Phát'],
      [inside, 'de', 'Abspielen'],
      [camera, 'en', 'Play'],
    ] as const) {
      element.lang = language;
      await says(camera, word);
    }
  });

  it('are English where the language is unknown or no language', async () => {
    const camera = idle({ lang: 'is' });
    await says(camera, 'Play');
    camera.lang = 'no language!';
    await says(camera, 'Play');
    camera.setAttribute('controls', '');
    await camera.updateComplete;
    expect(nameOf(camera)).to.equal('Play');
  });

  it('are never in English before they are in the language that was asked for', async () => {
    registerWords('it', { play: 'Riproduci' });
    const seen = new Set<string | null | undefined>();
    const camera = idle({ lang: 'fr' });
    const watcher = new MutationObserver(() => seen.add(nameOf(camera)));
    await camera.updateComplete;
    seen.add(nameOf(camera));
    if (camera.shadowRoot)
      watcher.observe(camera.shadowRoot, { subtree: true, attributes: true, childList: true });
    await says(camera, 'Lire');
    camera.lang = 'it';
    await says(camera, 'Riproduci');
    watcher.disconnect();
    expect([...seen]).to.not.include('Play');
    expect([...seen]).to.include('Lire');
  });

  it('can be added to and changed by the page, whether the language is loaded or not', async () => {
    registerWords('pt', { play: 'Reproduzir' });
    registerWords('pt-BR', { play: 'Tocar' });
    registerWords('vi', { play: 'Xem' });
    const [portuguese, brazilian, vietnamese] = [
      idle({ lang: 'pt' }),
      idle({ lang: 'pt-BR' }),
      idle({ lang: 'vi' }),
    ];
    await says(portuguese, 'Reproduzir');
    await says(brazilian, 'Tocar');
    await says(vietnamese, 'Xem');
    const french = idle({ lang: 'fr', controls: '' });
    await says(french, 'Lire');
    french.play().catch(() => {});
    await until(() => french.shadowRoot?.querySelector('[aria-label=Arrêter]') !== null, 'the page’s French');
    portuguese.controls = true;
    await until(() => portuguese.shadowRoot?.querySelector('[aria-label=Unmute]') !== null, 'English');
    registerWords('pt', { play: 'Assistir' });
    await says(portuguese, 'Assistir');
  });

  it('of English are the page’s, where the bar brings its own later', async () => {
    const camera = idle({ controls: '' });
    const has = (label: string): boolean =>
      camera.shadowRoot?.querySelector(`[aria-label="${label}"]`) !== null;
    await until(() => has('Whole screen'), 'the page’s word');
    expect([has('Full screen'), has('Unmute')]).to.deep.equal([false, true]);
  });

  it('tell the state and its reason', async () => {
    const camera = addCamera({ channel: '', lang: 'de' });
    await until(() => /Nicht verfügbar/.test(camera.shadowRoot?.textContent ?? ''), 'the state is in German');
    expect(camera.shadowRoot?.querySelector('[part=message]')?.textContent).to.match(
      /Die Kamera ist nicht richtig eingerichtet/,
    );
  });
});

describe('words that run the other way than the page', () => {
  afterEach(() => {
    clear();
    document.documentElement.removeAttribute('dir');
  });

  const part = (camera: KvsCamera, selector: string): Element => camera.shadowRoot!.querySelector(selector)!;

  const failed = async (attributes: Readonly<Record<string, string>>): Promise<KvsCamera> => {
    const camera = addCamera({ channel: '', style: 'width: 640px', ...attributes });
    await until(() => camera.state === 'failed', 'the camera has failed');
    await camera.updateComplete;
    return camera;
  };

  for (const dir of ['rtl', 'ltr']) {
    it(`end where they end in their own language on a page that is ${dir}`, async () => {
      registerWords('fa', { 'state-failed': 'نیست!', 'error-bad-configuration': 'تنظیم نیست.' });
      document.documentElement.dir = dir;
      const [english, persian] = [await failed({ lang: 'en' }), await failed({ lang: 'fa' })];
      for (const selector of ['[part=message]', '.hint'])
        expect(runsRight(part(english, selector)), `English ${selector}`).to.equal(true);
      for (const selector of ['[part=status]', '[part=message]'])
        expect(runsRight(part(persian, selector)), `Persian ${selector}`).to.equal(false);
      expect(runsRight(part(persian, '.hint')), 'the English hint').to.equal(true);
    });

    it(`of a label are cut at their end on a page that is ${dir}`, async () => {
      document.documentElement.dir = dir;
      for (const [label, isRightwards] of [
        ['(1) Loading dock at the north gate, lane 4, second camera (new)', true],
        ['(۱) اسکله بارگیری در دروازه شمالی، خط چهار، دوربین دوم (جدید)', false],
      ] as const) {
        const camera = await failed({ label, style: 'width: 200px' });
        const plate = part(camera, '[part=label]');
        const { left, right } = plate.getBoundingClientRect();
        const { first, last } = endsOf(plate);
        expect(runsRight(plate), label).to.equal(isRightwards);
        expect(first.left > left && first.right < right, `the beginning of ${label} is seen`).to.equal(true);
        expect(last.left > left && last.right < right, `the end of ${label} is seen`).to.equal(false);
      }
    });
  }
});
