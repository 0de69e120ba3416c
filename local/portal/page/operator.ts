import type { KvsCamera, KvsErrorEvent, KvsFirstFrameEvent, KvsLogEvent } from '../../../src/index.js';
import type { KvsStateChangeEvent, LogEntry } from '../../../src/index.js';
import { formatReport } from '../../../src/core/index.js';
import { CAMERAS } from './cameras.js';
import { askDesk, type CredentialsAnswer } from './desk.js';
import { cause, isLasting, mend, mendAll, type PortalFault } from './faults.js';
import type { PanelListener } from './panel.js';
import { WELCOME, type Store } from './store.js';
import type { WallListener } from './wall.js';

/** Whoever sits at the desk: turns what is pressed, and what the elements tell, into the page's state. */
export class Operator implements WallListener, PanelListener {
  readonly #store: Store;
  readonly #log: (entry: LogEntry) => void;

  /** `log` gets the cameras' entries, and one for each thing that is done here. */
  constructor(store: Store, log: (entry: LogEntry) => void) {
    this.#store = store;
    this.#log = log;
  }

  /** The credentials road: what `getToken` of a camera resolves to. */
  readonly getToken: WallListener['getToken'] = async ({ signal }) =>
    (await askDesk<CredentialsAnswer>('credentials', {}, signal)).credentials;

  select(channel: string): void {
    if (channel !== this.#store.state.selected)
      this.#store.update({ selected: channel, report: null, diagnosis: null, told: WELCOME });
  }

  close(): void {
    const { selected } = this.#store.state;
    this.#store.update({ selected: null });
    if (selected) document.querySelector<HTMLElement>(`[data-channel="${selected}"] .caption`)?.focus();
  }

  onState(channel: string, { state, attempt, retryAt }: KvsStateChangeEvent): void {
    this.#store.updateCamera(channel, { state, attempt, retryAt });
  }

  onError(channel: string, { code, message }: KvsErrorEvent): void {
    this.#store.updateCamera(channel, { problem: { code, message } });
  }

  onFirstFrame(channel: string, { duration, timeline, path, codec }: KvsFirstFrameEvent): void {
    this.#store.updateCamera(channel, { firstFrame: { duration, timeline, path, codec }, problem: null });
  }

  onLog(channel: string, { entry }: KvsLogEvent): void {
    this.#store.follow(channel, entry);
    this.#log(entry);
  }

  onPlayOrPause(channel: string, { paused }: KvsCamera): void {
    this.#store.updateCamera(channel, { isPaused: paused });
  }

  reconnect(): void {
    this.#note('Reconnect');
    this.#element()?.reconnect();
  }

  playOrPause(): void {
    const element = this.#element();
    this.#note(element?.paused ? 'Play' : 'Pause');
    // Why it does not play is on the screen and in the log.
    if (element?.paused) element.play().catch(() => {});
    else element?.pause();
  }

  diagnose(): void {
    const { selected } = this.#store.state;
    const element = this.#element();
    if (!selected || !element) return;
    this.#note('Diagnose');
    this.#store.update({ diagnosis: null, told: 'Checking page, browser, token, network and camera …' });
    void this.#told(async () => {
      const diagnosis = formatReport(await element.diagnose());
      if (this.#store.state.selected === selected) this.#store.update({ diagnosis });
      return 'The report is ready. It holds no secret, so it can go into a ticket.';
    });
  }

  copyDiagnosis(): void {
    const { diagnosis } = this.#store.state;
    if (!diagnosis) return;
    void this.#told(async () => {
      await navigator.clipboard.writeText(diagnosis);
      return 'The report is copied.';
    });
  }

  removeOrPutBack(): void {
    const { selected } = this.#store.state;
    if (!selected) return;
    if (!this.#store.camera(selected).isOnPage) return this.putBack(selected);
    this.#note('Remove from page');
    this.#store.updateCamera(selected, { isOnPage: false });
  }

  putBack(channel: string): void {
    this.#note('Put back', channel);
    this.#store.updateCamera(channel, { isOnPage: true, isPaused: false, state: 'idle', attempt: 1 });
  }

  press(fault: PortalFault): void {
    const { selected } = this.#store.state;
    if (selected) void this.#told(() => this.#toggle(selected, fault));
  }

  mendAll(): void {
    void this.#told(async () => {
      await mendAll();
      for (const { channel } of CAMERAS) this.#store.updateCamera(channel, { faults: [] });
      this.#note('Mend everything', 'all');
      return 'Everything is as it should be. Cameras that were lost come back at their next try.';
    });
  }

  async #toggle(channel: string, fault: PortalFault): Promise<string> {
    const { faults } = this.#store.camera(channel);
    const others = faults.filter((id) => id !== fault.id);
    if (others.length < faults.length) {
      await mend(channel, fault, others);
      this.#store.updateCamera(channel, { faults: others });
      this.#note(`${fault.label}: off`, channel);
      return `${fault.label} is off.`;
    }
    await cause(channel, fault);
    if (isLasting(fault)) this.#store.updateCamera(channel, { faults: [...faults, fault.id] });
    this.#note(fault.label, channel);
    if (fault.isForNewcomers) this.#element(channel)?.reconnect();
    return fault.tells;
  }

  async #told(act: () => Promise<string>): Promise<void> {
    const told = await act().catch((error: unknown) => `That did not work: ${String(error)}`);
    this.#store.update({ told });
  }

  #element(channel: string | null = this.#store.state.selected): KvsCamera | null {
    return document.querySelector<KvsCamera>(`kvs-camera[channel="${channel}"]`);
  }

  #note(what: string, channel: string | null = this.#store.state.selected): void {
    this.#log({
      time: Date.now(),
      level: 'info',
      event: 'operator',
      channel: channel ?? '',
      session: 'portal',
      attempt: 0,
      detail: { pressed: what },
    });
  }
}
