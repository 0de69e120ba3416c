import { render } from 'lit';
import '../../../src/index.js';
import { askDesk, type ChannelReport, type CredentialsAnswer } from './desk.js';
import { LogPanel } from './log-panel.js';
import { Operator } from './operator.js';
import { panel } from './panel.js';
import { Store, type PortalState } from './store.js';
import { summary } from './summary.js';
import { wall } from './wall.js';

const CLOCK = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' });
const SECOND_MS = 1_000;

const log = new LogPanel();
const store = new Store(show);
let shown: string | null = null;
const operator = new Operator(store, (entry) => log.add(entry));

store.update({});
setInterval(() => void tick(), SECOND_MS);
addEventListener('keydown', ({ key }) => {
  if (key === 'Escape' && store.state.selected) operator.close();
});
const { endpoint, region } = await askDesk<CredentialsAnswer>('credentials');
store.update({ service: { endpoint, region } });

function show(state: PortalState): void {
  render(summary(state), place('summary'));
  render(wall(state, operator), place('wall'));
  render(panel(state, operator), place('panel'));
  place('clock').textContent = CLOCK.format(state.now);
  document.body.classList.toggle('with-panel', state.selected !== null);
  if (state.selected !== shown) bringIntoSight(state.selected);
  shown = state.selected;
}

/** The panel takes room, on a phone from the lower half: what it is about must stay in sight. */
function bringIntoSight(channel: string | null): void {
  document.querySelector(`[data-channel="${channel}"]`)?.scrollIntoView({ block: 'nearest' });
}

async function tick(): Promise<void> {
  const { selected } = store.state;
  store.update({ now: Date.now() });
  if (!selected || document.hidden) return;
  // A desk that does not answer is a portal that was ended; the cameras show that themselves.
  const report = await askDesk<ChannelReport>('channel', { channel: selected }).catch(() => null);
  if (store.state.selected === selected) store.update({ report });
}

function place(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (found) return found;
  throw new TypeError(`The page has no #${id}.`);
}
