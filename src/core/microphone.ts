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
  const stream = await mediaDevices.getUserMedia({ audio: SPEECH }).catch((thrown: unknown) => {
    signal.throwIfAborted();
    throw whyNot(thrown);
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

function whyNot(thrown: unknown): KvsError {
  const name = thrown instanceof DOMException ? thrown.name : '';
  switch (name) {
    case 'NotAllowedError':
    case 'SecurityError':
      if (isForbiddenHere()) {
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

/** Whether the page or the frame around it forbids the microphone, rather than the person. */
function isForbiddenHere(): boolean {
  const { permissionsPolicy, featurePolicy } = document as DocumentWithPolicy;
  const policy = permissionsPolicy ?? featurePolicy;
  // Where no policy can be read (Firefox), a frame is told the same by its policy and by the person.
  return policy ? !policy.allowsFeature('microphone') : window !== window.parent;
}

interface DocumentWithPolicy {
  readonly permissionsPolicy?: { allowsFeature(feature: string): boolean };
  readonly featurePolicy?: { allowsFeature(feature: string): boolean };
}
