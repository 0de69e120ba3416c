import { expect } from 'chai';
import { sessions } from '../../src/core/index.js';
import '../../src/index.js';
import type { KvsCamera, KvsTalkRequestEvent } from '../../src/index.js';
import { Census } from './support/census.js';
import { newCamera, newName, seen, desk } from './support/desk.js';
import { addCamera, clear, nextError, reaches, until } from './support/page.js';
import {
  addButton,
  addTalk,
  hears,
  hearsTalk,
  innerOf,
  letGo,
  Microphones,
  press,
  shows,
  talks,
} from './support/talk.js';

const PRESS = 'AB000261009D';
const RELEASE = 'AB000261019E';
const commands = { 'press-command': PRESS, 'release-command': RELEASE };

/** What closes a connection in the very task in which the talk ends. */
const CLOSINGS: Readonly<Record<string, (camera: KvsCamera) => void>> = {
  'the camera is paused': (camera) => camera.pause(),
  'the camera is taken out': (camera) => camera.remove(),
  'the camera connects anew': (camera) => camera.reconnect(),
  'the camera becomes another one': (camera) => (camera.channel = newName('another')),
  'all sessions end': () => sessions.reset(),
};

/** What the device behind the command URL has got for a channel. */
async function commandsOf(channel: string): Promise<string[]> {
  const response = await fetch('/api/commands');
  const all = (await response.json()) as { channel: string; command: string }[];
  return all.filter((each) => each.channel === channel).map(({ command }) => command);
}

function messageOf(button: HTMLElement): string {
  return button.shadowRoot?.querySelector('[part=message]')?.textContent?.trim() ?? '';
}

describe('the device’s command', () => {
  afterEach(clear);

  it('goes out before the microphone opens and after it has closed', async () => {
    using microphones = new Microphones();
    const story: string[] = [];
    microphones.onChange = (change) => story.push(change);
    const channel = await newCamera('barn');
    const sendCommand = (command: string): void => {
      story.push(`${command}, ${microphones.live} open`);
    };
    const { camera, button } = await addTalk(channel, commands, { sendCommand });
    press(button);
    await talks(camera, 'on');
    letGo(button);
    await talks(camera, 'off');
    expect(story).to.deep.equal([`${PRESS}, 0 open`, 'open', 'stop', `${RELEASE}, 0 open`]);
  });

  it('is posted to the command URL', async () => {
    const channel = await newCamera('barn');
    const { camera, button } = await addTalk(channel, { ...commands, 'command-url': '/api/command' });
    press(button);
    await talks(camera, 'on');
    expect(await commandsOf(channel)).to.deep.equal([PRESS]);
    await hearsTalk(channel);
    letGo(button);
    await until(async () => (await commandsOf(channel)).length === 2, 'the release command came');
    expect(await commandsOf(channel)).to.deep.equal([PRESS, RELEASE]);
  });

  it('goes over the data channel where nothing else is said', async () => {
    const channel = await newCamera('barn');
    const { camera, button } = await addTalk(channel, commands);
    press(button);
    await talks(camera, 'on');
    letGo(button);
    await talks(camera, 'off');
    const messages = async (): Promise<readonly string[]> =>
      (await seen(channel)).camera?.viewers.flatMap((viewer) => viewer.messages) ?? [];
    await until(async () => (await messages()).length === 2, 'the camera got both commands');
    expect(await messages()).to.deep.equal([PRESS, RELEASE]);
  });

  for (const [name, close] of Object.entries(CLOSINGS)) {
    it(`goes over the data channel when ${name}`, async () => {
      using census = new Census();
      const channel = await newCamera('barn');
      const { camera, button } = await addTalk(channel, commands);
      press(button);
      await talks(camera, 'on');
      close(camera);
      const messages = async (): Promise<readonly string[]> => {
        const { viewers = [], closed = [] } = (await seen(channel)).camera ?? {};
        return [...closed, ...viewers].flatMap((viewer) => viewer.messages);
      };
      await until(async () => (await messages()).length === 2, 'the camera got both commands');
      expect(await messages()).to.deep.equal([PRESS, RELEASE]);
      camera.remove();
      await until(() => census.open.peers === 0, 'no peer is left open');
    });
  }

  it('is waited for as usual where the times are none', async () => {
    const channel = await newCamera('barn');
    const { camera } = await addTalk(channel);
    const asks = { pressCommand: PRESS, releaseCommand: RELEASE, commandUrl: '/api/command' };
    // As a list of cameras in JSON may say it.
    const none = null as unknown as number;
    for (const [told, time] of [Infinity, Number.NaN, -1, none].entries()) {
      await camera.startTalk({ ...asks, commandTimeout: time, maxTalk: time });
      expect(camera.talk.phase).to.equal('on');
      await hearsTalk(channel);
      expect(camera.talk.phase).to.equal('on');
      camera.stopTalk();
      await until(async () => (await commandsOf(channel)).length === 2 * (told + 1), 'the device was told');
    }
  });

  it('may be accepted at the very moment at which the talk is over', async () => {
    using microphones = new Microphones();
    const channel = await newCamera('barn');
    const { camera } = await addTalk(channel);
    for (let turns = 0; turns < 24; turns += 1) {
      const stopLater = async (): Promise<void> => {
        for (let turn = 0; turn < turns; turn += 1) await Promise.resolve();
        camera.stopTalk();
      };
      const sendCommand = (): void => void stopLater();
      await camera.startTalk({ pressCommand: PRESS, sendCommand }).catch(() => {});
      await until(
        () => camera.talk.phase === 'off',
        `the talk is over that was stopped after ${turns} turns`,
      );
    }
    expect(microphones.live).to.equal(0);
  });

  it('that the device refuses opens no microphone, and tells the person', async () => {
    using microphones = new Microphones();
    const channel = newName('refuse');
    await desk('add-camera', { channel, kind: 'loop', picture: 'barn' });
    const { camera, button } = await addTalk(channel, { ...commands, 'command-url': '/api/command' });
    const error = nextError(camera);
    press(button);
    expect((await error).code).to.equal('device-refused');
    await shows(button, 'blocked');
    await button.updateComplete;
    expect(messageOf(button)).to.include('did not accept');
    letGo(button);
    expect(microphones.asked).to.equal(0);
    expect((await hears(channel)).packets).to.equal(0);
    // Who refused has nothing to close.
    expect(await commandsOf(channel)).to.deep.equal([PRESS]);
  });

  it('that leads to another address, as that of a login page, has told no device, and is taken back', async () => {
    using microphones = new Microphones();
    const channel = newName('signed-out');
    await desk('add-camera', { channel, kind: 'loop', picture: 'barn' });
    const { camera, button } = await addTalk(channel, { ...commands, 'command-url': '/api/command' });
    const error = nextError(camera);
    press(button);
    expect((await error).message).to.include('leads to another address');
    await shows(button, 'blocked');
    letGo(button);
    expect(microphones.asked).to.equal(0);
    await until(async () => (await commandsOf(channel)).length === 4, 'the release was tried three times');
    expect(await commandsOf(channel)).to.deep.equal([PRESS, RELEASE, RELEASE, RELEASE]);
  });

  it('whose answer is lost is taken back, as the device may have heard it', async () => {
    const channel = await newCamera('barn');
    const { camera } = await addTalk(channel);
    const told: string[] = [];
    const sendCommand = (command: string): void => {
      told.push(command);
      if (command === PRESS) throw new TypeError('the answer is lost');
    };
    const asks = { pressCommand: PRESS, releaseCommand: RELEASE, sendCommand };
    const refused = await camera.startTalk(asks).catch((error: unknown) => error);
    expect(refused).to.have.property('code', 'device-refused');
    await until(() => told.length === 2, 'the device was told');
    expect(told).to.deep.equal([PRESS, RELEASE]);
  });

  it('is taken back by who answered for it around a camera that is taken out', async () => {
    const channel = await newCamera('barn');
    const wall = document.createElement('section');
    const frame = document.createElement('div');
    document.body.append(wall);
    wall.append(frame);
    const camera = addCamera({ channel, 'token-url': '/api/token' }, {}, frame);
    const told: string[] = [];
    wall.addEventListener('kvs-talkrequest', (event) => {
      told.push(event.command);
      event.waitUntil(Promise.resolve());
    });
    await reaches(camera, 'live');
    await camera.startTalk({ pressCommand: PRESS, releaseCommand: RELEASE });
    frame.remove();
    expect(told).to.deep.equal([PRESS, RELEASE]);
    wall.remove();
  });

  it('that the device does not answer opens no microphone, and is taken back', async () => {
    using microphones = new Microphones();
    const told: string[] = [];
    const sendCommand = (command: string): Promise<void> | void => {
      told.push(command);
      return command === PRESS ? new Promise(() => {}) : undefined;
    };
    const attributes = { ...commands, 'command-timeout': '300' };
    const { camera, button } = await addTalk(await newCamera('barn'), attributes, { sendCommand });
    const error = nextError(camera);
    press(button);
    expect((await error).message).to.include('300 ms');
    await shows(button, 'blocked');
    expect(microphones.asked).to.equal(0);
    expect(told).to.deep.equal([PRESS, RELEASE]);
  });

  it('is stopped by a hand that lets go while the device is asked', async () => {
    using microphones = new Microphones();
    const told: string[] = [];
    let isAborted = false;
    const sendCommand = (command: string, { signal }: { signal: AbortSignal }): Promise<void> | void => {
      told.push(command);
      if (command !== PRESS) return;
      signal.addEventListener('abort', () => (isAborted = true));
      return new Promise(() => {});
    };
    const { camera, button } = await addTalk(await newCamera('barn'), commands, { sendCommand });
    press(button);
    await talks(camera, 'asking');
    await until(() => told.length === 1, 'the device is asked');
    letGo(button);
    await talks(camera, 'off');
    expect(isAborted).to.equal(true);
    expect(told).to.deep.equal([PRESS, RELEASE]);
    expect(microphones.asked).to.equal(0);
  });

  it('is tried again when the release is lost, and said when it stays so', async () => {
    let releases = 0;
    const sendCommand = (command: string): void => {
      if (command !== RELEASE) return;
      releases += 1;
      throw new Error('no network');
    };
    const { camera, button } = await addTalk(await newCamera('barn'), commands, { sendCommand });
    press(button);
    await talks(camera, 'on');
    const error = nextError(camera);
    letGo(button);
    expect((await error).code).to.equal('device-refused');
    expect(releases).to.equal(3);
  });

  it('of the next talk waits for a release that was lost and is tried again', async () => {
    const told: string[] = [];
    let isLost = true;
    const sendCommand = (command: string): void => {
      told.push(command);
      if (command !== RELEASE || !isLost) return;
      isLost = false;
      throw new Error('no network');
    };
    const { camera, button } = await addTalk(await newCamera('barn'), commands, { sendCommand });
    press(button);
    await talks(camera, 'on');
    letGo(button);
    await until(() => !isLost, 'the release is lost');
    press(button);
    await talks(camera, 'on');
    // The speaker is open as long as the second talk goes on.
    expect(told).to.deep.equal([PRESS, RELEASE, RELEASE, PRESS]);
    letGo(button);
    await until(() => told.length === 5, 'the device was told');
    expect(told.at(-1)).to.equal(RELEASE);
  });

  it('is not sent for a hand that lets go while the last release is on its way', async () => {
    const told: string[] = [];
    let accept!: () => void;
    const accepted = new Promise<void>((resolve) => (accept = resolve));
    const sendCommand = (command: string): Promise<void> | void => {
      told.push(command);
      if (command === RELEASE) return accepted;
    };
    const { camera, button } = await addTalk(await newCamera('barn'), commands, { sendCommand });
    press(button);
    await talks(camera, 'on');
    letGo(button);
    await talks(camera, 'off');
    const isHeld = async (): Promise<boolean> => ((await navigator.locks.query()).held ?? []).length > 0;
    await until(async () => !(await isHeld()), 'the floor is free');
    press(button);
    await until(isHeld, 'the floor is taken, and only the device has to be told');
    expect(camera.talk.phase).to.equal('asking');
    letGo(button);
    await talks(camera, 'off');
    accept();
    press(button);
    await talks(camera, 'on');
    expect(told).to.deep.equal([PRESS, RELEASE, PRESS]);
  });

  it('waits no longer for the last release than that may take', async () => {
    const told: string[] = [];
    const sendCommand = (command: string): Promise<void> | void => {
      told.push(command);
      if (command === RELEASE) return new Promise(() => {});
    };
    const attributes = { ...commands, 'command-timeout': '300' };
    const { camera, button } = await addTalk(await newCamera('barn'), attributes, { sendCommand });
    press(button);
    await talks(camera, 'on');
    let isLate = false;
    // Timers of one page come in their order, however late they all are.
    const bound = setTimeout(() => (isLate = true), 3_000);
    letGo(button);
    const error = nextError(camera).finally(() => clearTimeout(bound));
    press(button);
    await talks(camera, 'on');
    expect((await error).message).to.include('not told that the talk is over');
    expect(isLate, 'longer than 3 s').to.equal(false);
    expect(told).to.deep.equal([PRESS, RELEASE, PRESS]);
  });

  it('goes out when the page dies while talking', async () => {
    const channel = await newCamera('barn');
    const frame = document.createElement('iframe');
    frame.allow = 'microphone; autoplay';
    frame.src = `/page?script=${encodeURIComponent('/test/browser/support/talking-page.ts')}#${channel}`;
    document.body.append(frame);
    await until(
      () => frame.contentDocument?.querySelector('kvs-camera')?.matches(':state(talking)') ?? false,
      'the page in the frame talks',
      15_000,
    );
    await hearsTalk(channel);
    frame.remove();
    await until(async () => (await commandsOf(channel)).includes(RELEASE), 'the release command came');
    expect(await commandsOf(channel)).to.deep.equal([PRESS, RELEASE]);
  });
});

describe('kvs-talkrequest', () => {
  afterEach(clear);

  it('comes before anything else, once to the camera and once to the button', async () => {
    const { camera, button } = await addTalk(await newCamera('barn'), commands, { sendCommand: () => {} });
    const heardBy: string[] = [];
    const note = (name: string) => (event: KvsTalkRequestEvent) => heardBy.push(`${name}: ${event.command}`);
    camera.addEventListener('kvs-talkrequest', note('camera'));
    button.addEventListener('kvs-talkrequest', note('button'));
    document.body.addEventListener('kvs-talkrequest', note('page'), { once: true });
    press(button);
    await talks(camera, 'on');
    expect(heardBy).to.deep.equal([`camera: ${PRESS}`, `page: ${PRESS}`, `button: ${PRESS}`]);
  });

  it('comes to what is around the button alone as well, which may cancel it; so does kvs-talkchange', async () => {
    using microphones = new Microphones();
    const { camera, button } = await addTalk(await newCamera('barn'), commands, { sendCommand: () => {} });
    const around = document.body.appendChild(document.createElement('main'));
    const bar = around.appendChild(document.createElement('div'));
    around.append(camera);
    bar.append(button);
    await shows(button, 'idle');
    const heardBy: string[] = [];
    for (const [name, target] of Object.entries({ around, bar, button })) {
      for (const type of ['kvs-talkrequest', 'kvs-talkchange'] as const) {
        target.addEventListener(type, () => heardBy.push(`${name} ${type}`));
      }
    }
    bar.addEventListener('kvs-talkrequest', (event) => event.preventDefault(), { once: true });
    press(button);
    await talks(camera, 'off');
    const change = ['around kvs-talkchange', 'button kvs-talkchange', 'bar kvs-talkchange'];
    const request = ['around kvs-talkrequest', 'button kvs-talkrequest', 'bar kvs-talkrequest'];
    expect(heardBy).to.have.members([...change, ...request, ...change]);
    expect(microphones.asked).to.equal(0);
  });

  it('comes to what is around the slot of the button, and once to what is around both', async () => {
    const { camera, button } = await addTalk(await newCamera('barn'), commands, { sendCommand: () => {} });
    const shell = document.body.appendChild(document.createElement('div'));
    const shadow = shell.attachShadow({ mode: 'open' });
    shadow.innerHTML = '<main><slot></slot><nav><slot name="talk"></slot></nav></main>';
    button.slot = 'talk';
    shell.append(camera, button);
    await shows(button, 'idle');
    const heardBy: string[] = [];
    for (const name of ['nav', 'main'])
      shadow
        .querySelector(name)!
        .addEventListener('kvs-talkrequest', ({ target }) =>
          heardBy.push(`${name} ${(target as Element).localName}`),
        );
    press(button);
    await talks(camera, 'on');
    expect(heardBy).to.deep.equal(['main kvs-camera', 'nav kvs-ptt-button']);
  });

  it('and kvs-talkchange come to a button inside its camera, once to each', async () => {
    const camera = addCamera({ channel: await newCamera('barn'), 'token-url': '/api/token' });
    const box = camera.appendChild(document.createElement('div'));
    const button = addButton(commands, { sendCommand: () => {} }, box);
    await reaches(camera, 'live');
    await shows(button, 'idle');
    const heardBy: string[] = [];
    const places: Readonly<Record<string, HTMLElement>> = { button, box, camera, page: document.body };
    for (const [name, target] of Object.entries(places)) {
      target.addEventListener('kvs-talkchange', ({ talk }) => heardBy.push(`${name} ${talk}`));
      target.addEventListener('kvs-talkrequest', () => heardBy.push(`${name} request`));
    }
    press(button);
    await talks(camera, 'on');
    const once = ['asking', 'request', 'arming', 'on'].flatMap((what) =>
      ['box', 'button', 'camera', 'page'].map((name) => `${name} ${what}`),
    );
    expect(heardBy).to.have.members(once);
  });

  it('that is cancelled tells no device and opens no microphone', async () => {
    using microphones = new Microphones();
    const told: string[] = [];
    const { camera, button } = await addTalk(await newCamera('barn'), commands, {
      sendCommand: (command) => told.push(command),
    });
    button.addEventListener('kvs-talkrequest', (event) => event.preventDefault());
    const change = new Promise<string | null>((resolve) => {
      camera.addEventListener('kvs-talkchange', ({ talk, reason }) => talk === 'off' && resolve(reason));
    });
    press(button);
    expect(await change).to.equal('cancelled');
    expect(told).to.deep.equal([]);
    expect(microphones.asked).to.equal(0);
    expect(button.state).to.equal('idle');
  });

  it('is waited for, and delivers the command in the page’s way', async () => {
    using microphones = new Microphones();
    const { camera, button } = await addTalk(await newCamera('barn'), commands);
    const told: string[] = [];
    let open!: () => void;
    camera.addEventListener('kvs-talkrequest', (event) => {
      told.push(event.command);
      event.waitUntil(new Promise<void>((resolve) => (open = resolve)));
    });
    press(button);
    await until(() => told.length === 1, 'the page was asked');
    expect(camera.talk.phase).to.equal('asking');
    expect(microphones.asked).to.equal(0);
    open();
    await talks(camera, 'on');
    letGo(button);
    await until(() => told.length === 2, 'the page was told');
    expect(told).to.deep.equal([PRESS, RELEASE]);
  });

  for (const [name, over] of [
    ['a hand that lets go', { attributes: {}, letsGo: true }],
    ['the time for it', { attributes: { 'command-timeout': '200' }, letsGo: false }],
  ] as const) {
    it(`is waited for no longer than ${name}, and tells the device nothing then`, async () => {
      using microphones = new Microphones();
      const told: string[] = [];
      const asked: string[] = [];
      const { camera, button } = await addTalk(
        await newCamera('barn'),
        { ...commands, ...over.attributes },
        { sendCommand: (command) => told.push(command) },
      );
      let open!: () => void;
      const consent = new Promise<void>((resolve) => (open = resolve));
      camera.addEventListener('kvs-talkrequest', (event) => {
        asked.push(event.command);
        if (event.command === PRESS) event.waitUntil(consent);
      });
      press(button);
      await until(() => asked.length === 1, 'the page was asked');
      if (over.letsGo) letGo(button);
      await talks(camera, over.letsGo ? 'off' : 'blocked');
      open();
      // By then everything that waited for it has gone on.
      await new Promise((resolve) => setTimeout(resolve));
      // Who was told of the press hears of the release.
      expect(asked).to.deep.equal([PRESS, RELEASE]);
      expect(told).to.deep.equal([]);
      expect(microphones.asked).to.equal(0);
    });
  }

  it('whose promise rejects refuses', async () => {
    using microphones = new Microphones();
    const { camera, button } = await addTalk(await newCamera('barn'));
    camera.addEventListener('kvs-talkrequest', (event) =>
      event.waitUntil(Promise.reject(new Error('the speaker is off'))),
    );
    const error = nextError(camera);
    press(button);
    const { code, message } = await error;
    expect([code, message.includes('the speaker is off')]).to.deep.equal(['device-refused', true]);
    expect(microphones.asked).to.equal(0);
    expect(innerOf(button).getAttribute('aria-pressed')).to.equal('false');
  });
});
