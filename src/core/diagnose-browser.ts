import { videoCodecs } from './codecs.js';
import { found, type Finding } from './diagnose-step.js';
import { KvsError } from './errors.js';
import type { CameraTarget } from './target.js';

/** What real masters send; a browser that lacks one cannot show every camera. */
const EXPECTED_CODECS = ['H264', 'VP8'];
const NO_VIDEO = /^(?:rtx|red|ulpfec|flexfec-\d+)$/i;

/** What Chromium has of the Permissions Policy API, under its old name and its new. */
interface PolicyDocument {
  readonly featurePolicy?: { allowsFeature(name: string): boolean };
  readonly permissionsPolicy?: { allowsFeature(name: string): boolean };
}

/** Checks that the page was loaded as browsers want it for cameras and microphones. */
export function checkSecureContext(): Finding<null> {
  if (globalThis.isSecureContext) return found('ok', 'The page is a secure context');
  throw new KvsError('insecure-context', 'This page is not a secure context');
}

/** Checks that the browser has WebRTC at all. */
export function checkWebRtc(): Finding<null> {
  if (typeof RTCPeerConnection !== 'undefined') return found('ok', 'The browser has WebRTC');
  throw new KvsError('unsupported', 'This browser has no WebRTC');
}

/** Names what the browser decodes, and whether that is what the camera is asked for. */
export function checkCodecs(wanted: CameraTarget['codecs']): Finding<null> {
  videoCodecs(wanted);
  const codecs = RTCRtpReceiver.getCapabilities('video')?.codecs ?? [];
  const names = [...new Set(codecs.map(({ mimeType }) => mimeType.replace(/^video\//i, '')))];
  const decoded = `The browser decodes ${names.filter((name) => !NO_VIDEO.test(name)).join(', ')}`;
  const missing = EXPECTED_CODECS.filter((name) => !names.some((known) => known.toUpperCase() === name));
  if (missing.length === 0) return found('ok', decoded);
  const advice = `Cameras that send only ${missing.join(' or ')} cannot be shown here. Use another browser, or let the camera send another codec.`;
  return found('warn', `${decoded}, but not ${missing.join(' and not ')}`, advice);
}

/** Looks up whether talking is possible. Never asks the person for anything. */
export async function checkMicrophone(): Promise<Finding<null>> {
  if (!globalThis.isSecureContext) return found('skipped', 'An insecure page has no microphone');
  const { permissionsPolicy, featurePolicy } = document as PolicyDocument;
  const isAllowed = (permissionsPolicy ?? featurePolicy)?.allowsFeature('microphone');
  if (isAllowed === false) {
    throw new KvsError('microphone-blocked', 'The page’s Permissions-Policy forbids the microphone');
  }
  const permission = await permissionState();
  if (permission === null) return found('skipped', 'This browser does not tell without asking the person');
  if (permission === 'denied')
    throw new KvsError('microphone-denied', 'The microphone is denied to this site');
  const unsaid = isAllowed === undefined ? '; the browser does not tell the page’s Permissions-Policy' : '';
  return found('ok', (permission === 'granted' ? 'Allowed' : 'Will be asked for when talking') + unsaid);
}

async function permissionState(): Promise<PermissionState | null> {
  try {
    return (await navigator.permissions.query({ name: 'microphone' })).state;
  } catch {
    // Older browsers have no such permission to ask about, or no Permissions API.
    return null;
  }
}
