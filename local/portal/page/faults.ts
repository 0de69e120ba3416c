import { GOOD_BEHAVIOUR, type CameraBehaviour } from '../../cameras/behaviour.js';
import { CAMERAS } from './cameras.js';
import { askDesk } from './desk.js';

/** What a button does: something once, or something that lasts until it is mended. */
type Effect =
  | { readonly act: object }
  | { readonly restart: true }
  | { readonly fault: object }
  | { readonly behaviour: Partial<CameraBehaviour> };

/** One thing that can go wrong with a camera, on request. */
export interface PortalFault {
  readonly id: string;
  readonly label: string;
  /** What a visitor will see. */
  readonly tells: string;
  readonly effect: Effect;
  /** Whether it only shows while connecting, so that the camera has to connect anew. */
  readonly isForNewcomers?: boolean;
}

/** Faults that belong together on the panel. */
export interface FaultGroup {
  readonly title: string;
  readonly needsCamera: boolean;
  readonly faults: readonly PortalFault[];
}

const SIGNALING: readonly PortalFault[] = [
  {
    id: 'go-away',
    label: 'GO_AWAY',
    tells: 'The service announces that it will close the socket. The picture stays.',
    effect: { act: { kind: 'go-away' } },
  },
  {
    id: 'reconnect-ice-server',
    label: 'RECONNECT_ICE_SERVER',
    tells: 'The service says that a relay goes down. A picture on a direct path stays.',
    effect: { act: { kind: 'reconnect-ice-server' } },
  },
  {
    id: 'drop',
    label: 'Drop socket',
    tells: 'The viewer’s socket is reset. The picture does not need it any more and stays.',
    effect: { act: { kind: 'drop', role: 'VIEWER', code: 'reset' } },
  },
  {
    id: 'garbage',
    label: 'Garbage frame',
    tells: 'The viewer got a frame that is no JSON, and lets it pass.',
    effect: { act: { kind: 'garbage', role: 'VIEWER', frame: 'not-json' } },
  },
  {
    id: 'refuse',
    label: 'Refuse handshakes (403)',
    tells: 'Connecting anew, the viewer is refused: no access. It tries again, less and less often.',
    effect: { fault: { kind: 'refuse-handshake', status: 403, role: 'VIEWER' } },
    isForNewcomers: true,
  },
];

const MESSAGES: readonly PortalFault[] = [
  {
    id: 'silence',
    label: 'Silence',
    tells: 'Nothing the camera says arrives. After a while the viewer calls it offline.',
    effect: { fault: { kind: 'silence', from: 'MASTER' } },
    isForNewcomers: true,
  },
  {
    id: 'delay',
    label: 'Delay 1.5 s',
    tells: 'Every message comes late. The picture comes, a few seconds later.',
    effect: { fault: { kind: 'delay', ms: 1_500, jitterMs: 500 } },
    isForNewcomers: true,
  },
  {
    id: 'duplicate',
    label: 'Duplicate',
    tells: 'Every message comes twice. The picture comes all the same.',
    effect: { fault: { kind: 'duplicate' } },
    isForNewcomers: true,
  },
  {
    id: 'answer-last',
    label: 'Answer last',
    tells: 'Candidates overtake the answer. They wait for it, and the picture comes.',
    effect: { fault: { kind: 'answer-last', candidates: 3, ms: 1_500 } },
    isForNewcomers: true,
  },
];

const CAMERA: readonly PortalFault[] = [
  {
    id: 'power',
    label: 'Power cut',
    tells: 'The camera has no power: its socket and its media are gone. Press again for power.',
    effect: { behaviour: { offline: true } },
  },
  {
    id: 'restart',
    label: 'Restart',
    tells: 'The camera reboots and has forgotten its viewers. They have to come back by themselves.',
    effect: { restart: true },
  },
  {
    id: 'freeze',
    label: 'Freeze picture',
    tells: 'The camera stays connected, but sends no new picture. The viewer notices, and tries to mend it.',
    effect: { behaviour: { video: 'freeze' } },
  },
  {
    id: 'never-answer',
    label: 'Never answer',
    tells: 'The camera ignores every offer. After a while the viewer calls it offline.',
    effect: { behaviour: { answers: 'never' } },
    isForNewcomers: true,
  },
];

/** Every fault button, in groups. */
export const FAULTS: readonly FaultGroup[] = [
  { title: 'Signaling', needsCamera: false, faults: SIGNALING },
  { title: 'Messages', needsCamera: false, faults: MESSAGES },
  { title: 'Camera', needsCamera: true, faults: CAMERA },
];

/** Whether a fault stays until it is mended. */
export function isLasting({ effect }: PortalFault): boolean {
  return 'fault' in effect || 'behaviour' in effect;
}

/** Makes it happen on a channel. */
export async function cause(channel: string, { effect }: PortalFault): Promise<void> {
  if ('act' in effect) await askDesk('act', { channel, action: effect.act });
  else if ('restart' in effect) await askDesk('restart', { channel });
  else if ('fault' in effect) await askDesk('fault', { channel, fault: effect.fault });
  else await askDesk('behave', { channel, behaviour: effect.behaviour });
}

/** Mends one lasting fault of a channel; `others` are those that are to stay. */
export async function mend(
  channel: string,
  { effect }: PortalFault,
  others: readonly string[],
): Promise<void> {
  if ('behaviour' in effect) return behaveWell(channel, effect.behaviour);
  // The desk mends all of a channel's faults at once.
  await askDesk('mend', { channel });
  const rest = FAULTS.flatMap(({ faults }) => faults).filter(({ id }) => others.includes(id));
  for (const fault of rest) if ('fault' in fault.effect) await cause(channel, fault);
}

/** Undoes whatever was done to any camera. */
export async function mendAll(): Promise<void> {
  await Promise.all(
    CAMERAS.map(async ({ channel, source }) => {
      await askDesk('mend', { channel });
      if (source !== 'none') await askDesk('behave', { channel, behaviour: GOOD_BEHAVIOUR });
    }),
  );
}

async function behaveWell(channel: string, change: Partial<CameraBehaviour>): Promise<void> {
  const good = Object.entries(GOOD_BEHAVIOUR).filter(([field]) => field in change);
  await askDesk('behave', { channel, behaviour: Object.fromEntries(good) });
}
