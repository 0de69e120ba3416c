import { sendKeys } from '@web/test-runner-commands';
import axe from 'axe-core';
import { expect } from 'chai';
import '../../src/index.js';
import type { KvsCamera, KvsPttButton, TokenCallback } from '../../src/index.js';
import { told } from './support/console.js';
import { desk, newCamera } from './support/desk.js';
import { ticketFor } from './support/faults.js';
import { addCamera, clear, heard, reaches, until } from './support/page.js';
import {
  addButton,
  addTalk,
  hears,
  hearsNothing,
  hearsTalk,
  innerOf,
  letGo,
  Microphones,
  mouseDown,
  mouseUp,
  point,
  press,
  shows,
  talks,
} from './support/talk.js';

interface Talk {
  readonly camera: KvsCamera;
  readonly button: KvsPttButton;
  readonly channel: string;
}

/** A field of somebody who lets nobody look into it. */
class ClosedField extends HTMLElement {
  readonly input: HTMLInputElement = document.createElement('input');

  constructor() {
    super();
    this.attachShadow({ mode: 'closed' }).append(this.input);
  }
}
customElements.define('closed-field', ClosedField);
customElements.define('own-focus', class extends HTMLElement {});

/** What lets go of a button that a pointer holds, and how the page is told. */
const WAYS: Readonly<Record<string, { readonly reason: string; readonly letGo: (talk: Talk) => unknown }>> = {
  'the pointer goes up': { reason: 'released', letGo: ({ button }) => letGo(button) },
  'the pointer is cancelled': { reason: 'released', letGo: ({ button }) => point(button, 'pointercancel') },
  'the capture is lost': { reason: 'released', letGo: ({ button }) => point(button, 'lostpointercapture') },
  'the window loses the focus': { reason: 'released', letGo: () => window.dispatchEvent(new Event('blur')) },
  'the page is hidden': { reason: 'hidden', letGo: hidePage },
  'the page is left': { reason: 'camera-lost', letGo: () => window.dispatchEvent(new Event('pagehide')) },
  'the button is taken out': { reason: 'removed', letGo: ({ button }) => button.remove() },
  'the button is disabled': { reason: 'disabled', letGo: ({ button }) => (button.disabled = true) },
  'the button is given another camera': {
    reason: 'cancelled',
    letGo: ({ button }) => (button.camera = document.createElement('kvs-camera')),
  },
  'the camera is taken out': { reason: 'removed', letGo: ({ camera }) => camera.remove() },
  'the camera is paused': { reason: 'camera-lost', letGo: ({ camera }) => camera.pause() },
  'the camera hangs up': {
    reason: 'camera-lost',
    letGo: ({ channel }) => desk('hang-up', { channel }),
  },
  'stopTalk() is called': { reason: 'released', letGo: ({ camera }) => camera.stopTalk() },
};

/** As the browser tells of it; the page itself stays in sight, or nothing more could be tested. */
function hidePage(): void {
  Object.defineProperty(document, 'visibilityState', { configurable: true, value: 'hidden' });
  document.dispatchEvent(new Event('visibilitychange'));
  Reflect.deleteProperty(document, 'visibilityState');
  document.dispatchEvent(new Event('visibilitychange'));
}

/** Firefox measures no sound on a machine without a sound card. */
async function hasAudioClock(): Promise<boolean> {
  const context = new AudioContext();
  const over = new Promise<false>((resolve) => setTimeout(() => resolve(false), 2_000));
  const isRunning = await Promise.race([context.resume().then(() => true), over]);
  void context.close();
  return isRunning;
}

async function axeOf(element: Element): Promise<string[]> {
  const { violations } = await axe.run(element, { resultTypes: ['violations'] });
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
}

describe('a talk button lets go when', () => {
  afterEach(clear);

  for (const [name, way] of Object.entries(WAYS)) {
    it(name, async () => {
      using microphones = new Microphones();
      const channel = await newCamera('barn');
      const talk = { ...(await addTalk(channel)), channel };
      press(talk.button);
      await talks(talk.camera, 'on');
      await hearsTalk(channel);
      const reasons: (string | null)[] = [];
      talk.camera.addEventListener('kvs-talkchange', ({ reason }) => reasons.push(reason));
      await way.letGo(talk);
      await talks(talk.camera, 'off');
      expect(reasons).to.deep.equal([way.reason]);
      expect(microphones.live).to.equal(0);
      expect(talk.camera.matches(':state(talking)')).to.equal(false);
      await hearsNothing(channel);
      expect(microphones.asked).to.equal(1);
    });
  }

  it('the longest time is over', async () => {
    using microphones = new Microphones();
    const channel = await newCamera('barn');
    const { camera, button } = await addTalk(channel, { 'max-talk': '2' });
    const times: Record<string, number> = {};
    let isLate = false;
    let bound = 0;
    camera.addEventListener('kvs-talkchange', ({ talk }) => {
      times[talk] = performance.now();
      clearTimeout(bound);
      // Timers of one page come in their order, however late they all are.
      if (talk === 'on') bound = window.setTimeout(() => (isLate = true), 3_000);
    });
    const end = heard(camera, 'kvs-talkchange', ({ talk }) => talk === 'off');
    press(button);
    await hearsTalk(channel);
    expect((await end).reason).to.equal('max-talk');
    expect(times['off']! - times['on']!).to.be.at.least(1_800);
    expect(isLate, 'longer than 3 s').to.equal(false);
    expect(microphones.live).to.equal(0);
    await hearsNothing(channel);
    // The hand that is still down holds nothing any more.
    letGo(button);
    expect(button.state).to.equal('idle');
  });
});

describe('a talk button', () => {
  it('is as it was when an attribute is taken away again', () => {
    const button = document.createElement('kvs-ptt-button');
    const defaults = { for: '', mode: 'hold', hotkey: '', label: '' };
    for (const [name, value] of Object.entries(defaults)) {
      expect(Reflect.get(button, name), name).to.equal(value);
      button.setAttribute(name, 'x');
      expect(Reflect.get(button, name), name).to.equal('x');
      button.removeAttribute(name);
      expect(Reflect.get(button, name), name).to.equal(value);
    }
  });
});

describe('a talk button by keyboard', () => {
  afterEach(clear);

  for (const key of [' ', 'Enter']) {
    it(`talks while ${key === ' ' ? 'Space' : key} is held, and keeps its picture for repetitions`, async () => {
      using microphones = new Microphones();
      const channel = await newCamera('barn');
      const { camera, button } = await addTalk(channel);
      innerOf(button).focus();
      await sendKeys({ down: key });
      await sendKeys({ down: key });
      await talks(camera, 'on');
      expect(innerOf(button).getAttribute('aria-pressed')).to.equal('true');
      await hearsTalk(channel);
      await sendKeys({ up: key });
      await talks(camera, 'off');
      await button.updateComplete;
      expect(innerOf(button).getAttribute('aria-pressed')).to.equal('false');
      expect(microphones.asked).to.equal(1);
      expect(microphones.live).to.equal(0);
    });
  }

  it('lets go when the focus goes elsewhere', async () => {
    using microphones = new Microphones();
    const channel = await newCamera('barn');
    const { camera, button } = await addTalk(channel);
    innerOf(button).focus();
    await sendKeys({ down: ' ' });
    await talks(camera, 'on');
    await hearsTalk(channel);
    innerOf(button).blur();
    await talks(camera, 'off');
    expect(microphones.live).to.equal(0);
    await hearsNothing(channel);
    await sendKeys({ up: ' ' });
  });

  it('lets go of a hotkey with ⌘, of whose letter macOS tells no end', async () => {
    const { camera } = await addTalk(await newCamera('barn'), { hotkey: 'Meta+Shift+T' });
    const key = { key: 'T', code: 'KeyT', metaKey: true, shiftKey: true, bubbles: true, cancelable: true };
    document.body.dispatchEvent(new KeyboardEvent('keydown', key));
    await talks(camera, 'on');
    document.body.dispatchEvent(new KeyboardEvent('keyup', { key: 'Meta', code: 'MetaLeft', bubbles: true }));
    await talks(camera, 'off');
  });

  it('takes no hotkey with a modifier that there is none of, and says so once', async () => {
    using microphones = new Microphones();
    const { camera, button } = await addTalk(await newCamera('barn'));
    const key = { key: 't', code: 'KeyT', bubbles: true, cancelable: true };
    const down = (more: object): unknown =>
      document.body.dispatchEvent(new KeyboardEvent('keydown', { ...key, ...more }));
    for (const hotkey of ['Cmd+T', 'Option+T', 'Control+Strg+T', 'constructor+T', 'T+', '+']) {
      const warnings = await told('warn', async () => {
        button.hotkey = hotkey;
        await button.updateComplete;
        for (const more of [{}, { metaKey: true }, { altKey: true }, { ctrlKey: true }]) down(more);
        down({ key: 'Unidentified', code: '' });
      });
      expect(camera.talk.phase, hotkey).to.equal('off');
      expect(warnings.map((text) => text.includes(`"${hotkey}"`) && text.includes('Meta'))).to.deep.equal([
        true,
      ]);
    }
    const warnings = await told('warn', async () => {
      button.hotkey = ' Ctrl + T ';
      await button.updateComplete;
    });
    expect(warnings).to.deep.equal([]);
    down({ ctrlKey: true });
    await talks(camera, 'on');
    document.body.dispatchEvent(new KeyboardEvent('keyup', key));
    await talks(camera, 'off');
    expect(microphones.asked).to.equal(1);
  });

  it('is worked from anywhere by its hotkey, but not while somebody writes', async () => {
    using microphones = new Microphones();
    const { camera, button } = await addTalk(await newCamera('barn'), { hotkey: 't' });
    const input = document.body.appendChild(document.createElement('input'));
    input.focus();
    await sendKeys({ press: 't' });
    expect(input.value).to.equal('t');
    expect(microphones.asked).to.equal(0);
    input.blur();
    await sendKeys({ down: 't' });
    await talks(camera, 'on');
    await sendKeys({ up: 't' });
    await talks(camera, 'off');
    expect(innerOf(button).getAttribute('aria-keyshortcuts')).to.equal('t');
    expect(microphones.live).to.equal(0);
  });

  it('is not worked by its hotkey while somebody writes where nobody can look into', async () => {
    using microphones = new Microphones();
    const { camera } = await addTalk(await newCamera('barn'), { hotkey: 't' });
    const field = document.body.appendChild(document.createElement('closed-field')) as ClosedField;
    field.input.focus();
    await sendKeys({ press: 't' });
    expect([field.input.value, microphones.asked]).to.deep.equal(['t', 0]);
    field.remove();
    // They have the focus themselves: of no class, and with nothing inside.
    for (const name of ['no-class', 'own-focus']) {
      const element = document.body.appendChild(document.createElement(name));
      element.tabIndex = -1;
      element.focus();
      await sendKeys({ down: 't' });
      await talks(camera, 'on');
      await sendKeys({ up: 't' });
      await talks(camera, 'off');
      element.remove();
    }
    expect(microphones.asked).to.equal(2);
  });
});

describe('a talk button that toggles', () => {
  afterEach(clear);

  it('talks from one click to the next, also while the window is not in front', async () => {
    using microphones = new Microphones();
    const channel = await newCamera('barn');
    const { camera, button } = await addTalk(channel, { mode: 'toggle' });
    innerOf(button).click();
    await talks(camera, 'on');
    window.dispatchEvent(new Event('blur'));
    await hearsTalk(channel);
    innerOf(button).click();
    await talks(camera, 'off');
    expect(microphones.live).to.equal(0);
  });

  it('lets go of a hidden page all the same', async () => {
    using microphones = new Microphones();
    const channel = await newCamera('barn');
    const { camera, button } = await addTalk(channel, { mode: 'toggle' });
    innerOf(button).click();
    await talks(camera, 'on');
    await hearsTalk(channel);
    hidePage();
    await talks(camera, 'off');
    expect(microphones.live).to.equal(0);
    await hearsNothing(channel);
  });

  it('is focused and clicked by the page as a <button> is', async () => {
    const { camera, button } = await addTalk(await newCamera('barn'), { mode: 'toggle' });
    button.focus();
    expect(document.activeElement === button).to.equal(true);
    expect(button.matches(':focus')).to.equal(true);
    button.click();
    await talks(camera, 'on');
    button.click();
    await talks(camera, 'off');
    button.disabled = true;
    await button.updateComplete;
    button.click();
    expect(camera.talk.phase).to.equal('off');
  });

  it('is what assistive technology gets that can only click', async () => {
    const { camera, button } = await addTalk(await newCamera('barn'));
    // A click without a pointer or a key before it.
    innerOf(button).click();
    await talks(camera, 'on');
    innerOf(button).click();
    await talks(camera, 'off');
  });

  it('by such a click is let go of by mouse, key and hotkey as well', async () => {
    using microphones = new Microphones();
    const channel = await newCamera('barn');
    const { camera, button } = await addTalk(channel, { hotkey: 'F8' });
    const ways = [
      () => mouseDown(button).then(mouseUp),
      () => sendKeys({ press: ' ' }),
      () => sendKeys({ press: 'F8' }),
    ];
    innerOf(button).focus();
    for (const way of ways) {
      innerOf(button).click();
      await talks(camera, 'on');
      await way();
      await talks(camera, 'off', 2_000);
      await hearsNothing(channel);
    }
    // Nothing of it has begun another talk.
    expect([microphones.asked, microphones.live]).to.deep.equal([ways.length, 0]);
  });
});

describe('a talk button', () => {
  afterEach(clear);

  it('tells how loud the microphone is', async function () {
    if (!(await hasAudioClock())) return this.skip();
    const { camera, button } = await addTalk(await newCamera('barn'));
    const peaks: number[] = [];
    button.addEventListener('kvs-miclevel', ({ peak }) => peaks.push(peak));
    press(button);
    await talks(camera, 'on');
    await until(() => peaks.some((peak) => peak > 0.01), 'the microphone is heard');
    letGo(button);
    await talks(camera, 'off');
    expect(peaks.every((peak) => peak >= 0 && peak <= 1)).to.equal(true);
  });

  it('has a name, a pressed state and announcements, and no faults for axe', async () => {
    const { camera, button } = await addTalk(await newCamera('barn'));
    const inner = innerOf(button);
    const status = (): string => button.shadowRoot?.querySelector('[role=status]')?.textContent?.trim() ?? '';
    expect(inner.textContent?.trim()).to.equal('Hold to talk');
    expect(inner.getAttribute('aria-pressed')).to.equal('false');
    expect(status()).to.equal('');
    expect(await axeOf(button)).to.deep.equal([]);
    press(button);
    await talks(camera, 'on');
    await button.updateComplete;
    expect(inner.getAttribute('aria-pressed')).to.equal('true');
    expect(status()).to.equal('Microphone on');
    expect(await axeOf(button)).to.deep.equal([]);
    letGo(button);
    await talks(camera, 'off');
    await button.updateComplete;
    expect(status()).to.equal('Microphone off');
    button.label = 'Talk to the barn';
    await button.updateComplete;
    expect(inner.textContent?.trim()).to.equal('Talk to the barn');
  });

  it('as a copy of one that talks shows its own state', async () => {
    const { camera, button } = await addTalk(await newCamera('barn'));
    press(button);
    await talks(camera, 'on');
    await shows(button, 'talking');
    const copy = button.cloneNode() as KvsPttButton;
    letGo(button);
    copy.setAttribute('for', 'nobody');
    document.body.append(copy);
    await copy.updateComplete;
    expect([copy.state, copy.getAttribute('state')]).to.deep.equal(['unavailable', 'unavailable']);
    await shows(button, 'idle');
    const other = button.cloneNode() as KvsPttButton;
    document.body.append(other);
    await other.updateComplete;
    expect([other.getAttribute('state'), other.matches(':state(idle)')]).to.deep.equal(['idle', true]);
  });

  it('finds the camera around it, or the only one beside it, but never guesses among several', async () => {
    const [one, other] = await Promise.all([newCamera('barn'), newCamera('gate')]);
    const box = document.body.appendChild(document.createElement('div'));
    const camera = addCamera({ channel: one, 'token-url': '/api/token' }, {}, box);
    await reaches(camera, 'live');
    const beside = addButton({}, {}, box);
    const inside = addButton({}, {}, camera);
    await shows(beside, 'idle');
    await shows(inside, 'idle');
    press(inside);
    await talks(camera, 'on');
    expect(beside.state).to.equal('talking');
    letGo(inside);
    const second = addCamera({ channel: other, 'token-url': '/api/token' }, {}, box);
    await reaches(second, 'live');
    await shows(beside, 'unavailable');
    expect(inside.state).to.equal('idle');
    expect((await hears(other)).packets).to.equal(0);
  });

  it('says on the console whom it looks for when somebody presses, and there is nobody', async () => {
    const lost = addButton({ for: 'nowhere' });
    await shows(lost, 'unavailable');
    const [warning] = await told('warn', () => press(lost));
    expect(warning).to.contain('there is none with the id "nowhere"');
    const near = addButton();
    await shows(near, 'unavailable');
    expect((await told('warn', () => press(near)))[0]).to.contain('Set the attribute "for"');
  });

  it('says why it did not work until it does', async () => {
    const { camera, button } = await addTalk(await newCamera('barn'));
    const message = (): string => button.shadowRoot?.querySelector('[part=message]')?.textContent ?? '';
    camera.pause();
    await shows(button, 'unavailable');
    press(button);
    await until(() => message() !== '', 'it says why');
    await camera.play();
    await shows(button, 'idle');
    await button.updateComplete;
    expect(message()).to.equal('');
  });

  it('is unavailable as soon as its camera is lost, until it is live again', async () => {
    const { camera, button } = await addTalk(await newCamera('barn'));
    const seen: string[] = [];
    camera.addEventListener('kvs-statechange', ({ state }) => seen.push(`${state}: ${camera.canTalk}`));
    camera.reconnect();
    expect(seen).to.deep.equal(['connecting: false']);
    expect(button.state).to.equal('unavailable');
    await reaches(camera, 'live');
    expect(button.state).to.equal('idle');
    expect(seen).to.deep.equal(['connecting: false', 'live: true']);
  });

  it('is unavailable once the right to watch has ended', async () => {
    const getToken: TokenCallback = async (request) => ({
      ...(await ticketFor(request)),
      sessionExpiresAt: Date.now() + 8_000,
    });
    const camera = addCamera({ channel: await newCamera('barn') }, { getToken });
    const button = addButton({}, { camera });
    await reaches(camera, 'live');
    await shows(button, 'idle');
    await reaches(camera, 'ended', 20_000);
    await button.updateComplete;
    expect([button.state, innerOf(button).ariaDisabled]).to.deep.equal(['unavailable', 'true']);
  });

  it('leaves no microphone when it presses and goes within one task', async () => {
    using microphones = new Microphones();
    const channel = await newCamera('barn');
    const { camera, button } = await addTalk(channel);
    press(button);
    button.remove();
    // What the first press had begun would be there before what the next one begins.
    const next = addButton({ for: channel });
    await shows(next, 'idle');
    press(next);
    await talks(camera, 'on');
    letGo(next);
    await talks(camera, 'off');
    expect([microphones.asked, microphones.live]).to.deep.equal([1, 0]);
    await hearsNothing(channel);
  });
});
