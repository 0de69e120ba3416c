import { KvsError } from './errors.js';
import { onAbort } from './lifetime.js';

const SPEECH: MediaTrackConstraints = {
  echoCancellation: true,
  noiseSuppression: true,
  autoGainControl: true,
};

/**
 * Opens the microphone. It is stopped, and its light goes out, when `signal` aborts; one that the browser
 * hands over after that is stopped at once.
 *
 * @throws {KvsError} `microphone-denied`, `microphone-blocked`, `insecure-context`
 */
export async function openMicrophone(signal: AbortSignal): Promise<MediaStreamTrack> {
  signal.throwIfAborted();
  const { mediaDevices } = navigator;
  // Only secure contexts have it; in one without it the browser has no microphones at all.
  if (!mediaDevices?.getUserMedia) throw withoutDevices();
  const stream = await mediaDevices.getUserMedia({ audio: SPEECH }).catch(async (thrown: unknown) => {
    signal.throwIfAborted();
    throw await whyNot(thrown);
  });
  const [track] = stream.getAudioTracks();
  onAbort(signal, () => {
    for (const each of stream.getTracks()) each.stop();
  });
  signal.throwIfAborted();
  if (!track) throw missing();
  return track;
}

function withoutDevices(): KvsError {
  if (isSecureContext) return new KvsError('unsupported', 'This browser has no microphones');
  return new KvsError('insecure-context', 'A page that is not secure may not use the microphone');
}

async function whyNot(thrown: unknown): Promise<KvsError> {
  const name = thrown instanceof DOMException ? thrown.name : '';
  switch (name) {
    case 'NotAllowedError':
    case 'SecurityError':
      if (await isForbiddenHere()) {
        return new KvsError('microphone-blocked', FORBIDDEN, {
          cause: thrown,
          trouble: 'microphone-forbidden',
        });
      }
      return new KvsError('microphone-denied', 'The microphone is not allowed', { cause: thrown });
    case 'NotFoundError':
    case 'OverconstrainedError':
      return missing(thrown);
    default:
      return new KvsError('microphone-blocked', 'The microphone cannot be opened', {
        hint: 'Another program may be using it: close that one and try again.',
        cause: thrown,
        trouble: 'microphone-taken',
      });
  }
}

function missing(cause?: unknown): KvsError {
  return new KvsError('microphone-blocked', 'No microphone was found', {
    hint: 'Connect one, and allow the browser to use it.',
    cause,
    trouble: 'microphone-missing',
  });
}

const FORBIDDEN = 'The microphone is forbidden on this page by its permissions policy';

/** Whether no permission of the person could help: the page or the frame around it forbids the microphone. */
async function isForbiddenHere(): Promise<boolean> {
  const policy =
    (document as DocumentWithPolicy).permissionsPolicy ?? (document as DocumentWithPolicy).featurePolicy;
  if (policy) return !policy.allowsFeature('microphone');
  try {
    // Where the policy cannot be read: a frame that is refused although nobody has denied anything.
    const { state } = await navigator.permissions.query({ name: 'microphone' });
    return window !== window.parent && state !== 'denied';
  } catch {
    // A browser that does not know this permission by name: then the person is the likelier cause.
    return false;
  }
}

interface DocumentWithPolicy {
  readonly permissionsPolicy?: { allowsFeature(feature: string): boolean };
  readonly featurePolicy?: { allowsFeature(feature: string): boolean };
}
