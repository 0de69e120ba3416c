import type { CameraState, KvsErrorCode } from '../../../src/index.js';
import type { Simulation } from '../../../stories/support/simulated-camera.js';

/** One camera of a sheet. */
export interface Pose extends Omit<Simulation, 'signal'> {
  readonly name: string;
  /** What is done to it once it is there. */
  readonly acts?: readonly ('talk' | 'record')[];
}

/** A contact sheet: what is photographed together. */
export interface Sheet {
  /** CSS pixels of each camera, across. */
  readonly width: number;
  readonly columns: number;
  readonly scheme: 'light' | 'dark';
  readonly direction?: 'rtl';
  readonly language?: string;
  readonly isForced?: true;
  readonly kind: 'cameras' | 'bar' | 'buttons' | 'grid';
  readonly poses?: readonly Pose[];
}

const pose = (state: CameraState, more: Partial<Pose> = {}): Pose => ({
  name: state,
  state,
  ...more,
  attributes: { label: 'Front door', ...more.attributes },
});
const failed = (code: KvsErrorCode): Pose => pose('failed', { name: code, code });

/** Every state, and what a state can look like besides. */
export const STATES: readonly Pose[] = [
  pose('idle'),
  pose('idle', { name: 'paused', hasLast: true }),
  pose('connecting'),
  pose('live'),
  pose('live', { name: 'night', weather: 'night' }),
  pose('live', { name: 'snow', weather: 'snow' }),
  pose('live', { name: 'talking', acts: ['talk'] }),
  pose('live', {
    name: 'long label',
    attributes: { label: 'Loading dock at the north gate, lane 4, second camera' },
  }),
  pose('blocked'),
  pose('frozen'),
  pose('reconnecting'),
  pose('reconnecting', { name: 'reconnecting, last picture', hasLast: true }),
  pose('reconnecting', { name: 'reconnecting, snow', hasLast: true, weather: 'snow' }),
  pose('offline'),
  pose('offline', { name: 'offline, last picture', hasLast: true }),
  pose('denied'),
  failed('channel-not-found'),
  failed('codec-unsupported'),
  failed('bad-configuration'),
  pose('ended', { hasLast: true }),
];

const FEW = ['live', 'talking', 'frozen', 'reconnecting, snow', 'channel-not-found'];
const few = STATES.filter(({ name }) => FEW.includes(name));
const bars: readonly Pose[] = [
  pose('live', { attributes: { controls: true } }),
  pose('live', { name: 'talking', acts: ['talk'], attributes: { controls: true } }),
  pose('live', { name: 'snow', weather: 'snow', attributes: { controls: true } }),
];
const marks: readonly Pose[] = [
  pose('live', { name: 'recording', acts: ['record'] }),
  pose('live', { name: 'talking and recording', acts: ['talk', 'record'] }),
  pose('live', { name: 'long words', acts: ['talk', 'record'], attributes: { lang: 'es' } }),
  pose('live', { name: 'recording, snow', weather: 'snow', acts: ['record'] }),
];

const inBoth = (name: string, sheet: Omit<Sheet, 'scheme'>): Readonly<Record<string, Sheet>> => ({
  [`${name}-light`]: { ...sheet, scheme: 'light' },
  [`${name}-dark`]: { ...sheet, scheme: 'dark' },
});

/** All sheets, by the names of their files. */
export const SHEETS: Readonly<Record<string, Sheet>> = {
  ...inBoth('tile', { kind: 'cameras', width: 160, columns: 5, poses: STATES }),
  ...inBoth('card', { kind: 'cameras', width: 400, columns: 4, poses: STATES }),
  ...inBoth('wall', { kind: 'cameras', width: 1280, columns: 1, poses: few }),
  ...inBoth('bar-tile', { kind: 'bar', width: 160, columns: 3, poses: bars }),
  ...inBoth('bar-card', { kind: 'bar', width: 400, columns: 3, poses: bars }),
  ...inBoth('bar-wall', { kind: 'bar', width: 960, columns: 1, poses: bars.slice(1) }),
  ...inBoth('marks-tile', { kind: 'cameras', width: 160, columns: 4, poses: marks }),
  ...inBoth('marks-card', { kind: 'cameras', width: 400, columns: 4, poses: marks }),
  ...inBoth('buttons', { kind: 'buttons', width: 120, columns: 6 }),
  ...inBoth('grid', { kind: 'grid', width: 960, columns: 1 }),
  'card-rtl': { kind: 'cameras', width: 400, columns: 3, scheme: 'dark', direction: 'rtl', poses: few },
  'card-german': { kind: 'cameras', width: 400, columns: 4, scheme: 'dark', language: 'de', poses: STATES },
  'card-forced': { kind: 'cameras', width: 400, columns: 3, scheme: 'dark', isForced: true, poses: few },
  'marks-rtl': { kind: 'cameras', width: 160, columns: 4, scheme: 'dark', direction: 'rtl', poses: marks },
  'marks-forced': { kind: 'cameras', width: 160, columns: 4, scheme: 'dark', isForced: true, poses: marks },
  'bar-forced': { kind: 'bar', width: 400, columns: 3, scheme: 'dark', isForced: true, poses: bars },
};
