import { checkCodecs, checkMicrophone, checkSecureContext, checkWebRtc } from './diagnose-browser.js';
import { checkCamera, checkConfiguration, checkSignaling, TokenTrial } from './diagnose-channel.js';
import { checkClock } from './diagnose-clock.js';
import { checkStun, checkTurn } from './diagnose-ice.js';
import { verdictOf, type DiagnosticReport } from './diagnose-report.js';
import { Examination, type DiagnosticStep } from './diagnose-step.js';
import { childOf } from './lifetime.js';
import { redact } from './redact.js';
import { parseTarget, type CameraTarget } from './target.js';
import { randomHex } from './viewer-id.js';

export { formatReport, type DiagnosticReport } from './diagnose-report.js';

/** How long a diagnosis may take, and what ends it early. */
export interface DiagnosisOptions {
  readonly signal?: AbortSignal | undefined;
  /** Of each check, 10 000 by default; the camera gets three times as much. */
  readonly stepTimeoutMs?: number | undefined;
}

const STEP_TIMEOUT_MS = 10_000;
/** A sleeping device takes 15 s to answer. */
const CAMERA_STEPS = 3;

/**
 * Finds out why a camera is not shown, or not well: checks the page, the browser, the network and the camera
 * by itself, beside whatever the camera's session does. Asks the person nothing, and closes all it opened.
 * A camera that is out of order is a finding; it rejects only when `signal` aborts, with its reason.
 */
export async function diagnose(
  target: CameraTarget,
  { signal, stepTimeoutMs = STEP_TIMEOUT_MS }: DiagnosisOptions = {},
): Promise<DiagnosticReport> {
  signal?.throwIfAborted();
  const life = childOf(signal ?? new AbortController().signal);
  const startedAt = Date.now();
  const begunAt = performance.now();
  try {
    const steps = await examine(target, stepTimeoutMs, life.signal);
    const durationMs = Math.round(performance.now() - begunAt);
    return reportOf(target, steps, { startedAt, durationMs });
  } finally {
    life.abort(new DOMException('The diagnosis is over', 'AbortError'));
  }
}

/** Each check starts as soon as those that it needs have passed. */
async function examine(target: CameraTarget, ms: number, signal: AbortSignal): Promise<DiagnosticStep[]> {
  const exam = new Examination(signal);
  const trial = new TokenTrial(`diagnose-${randomHex(4)}`);
  const configuration = exam.start('configuration', () => checkConfiguration(target));
  const secure = exam.start('secure-context', checkSecureContext);
  const webRtc = exam.start('webrtc', checkWebRtc);
  const codecs = exam.after(webRtc, [], 'codecs', () => checkCodecs(target.codecs));
  const microphone = exam.start('microphone', checkMicrophone);
  const token = exam.after(configuration, [], 'token', (parsed, life) => trial.check(parsed, ms, life));
  const holdsCredentials = (): Promise<boolean> => token.then(() => trial.sawCredentials);
  const clock = exam.start('clock', (life) => checkClock(holdsCredentials, ms, life));
  const signaling = exam.after(token, [], 'signaling', (ticket, life) =>
    checkSignaling(target, ticket, ms, life),
  );
  const stun = exam.after(token, [webRtc], 'stun', (ticket, life) => checkStun(ticket.iceServers, ms, life));
  const turn = (['udp', 'tcp'] as const).map((transport) =>
    exam.after(token, [webRtc], `turn-${transport}`, ({ iceServers }, life) =>
      checkTurn(iceServers, transport, ms, life),
    ),
  );
  const camera = exam.after(token, [secure, codecs, signaling], 'camera', (ticket, life) =>
    checkCamera(target, ticket, ms * CAMERA_STEPS, life),
  );
  const browser = [configuration, secure, webRtc, codecs, microphone, clock];
  const outcomes = await Promise.all<{ readonly step: DiagnosticStep }>([
    ...browser,
    token,
    signaling,
    stun,
    ...turn,
    camera,
  ]);
  return outcomes.map(({ step }) => step);
}

function reportOf(
  target: CameraTarget,
  steps: readonly DiagnosticStep[],
  times: Pick<DiagnosticReport, 'startedAt' | 'durationMs'>,
): DiagnosticReport {
  return Object.freeze({
    ...times,
    ...identityOf(target),
    userAgent: navigator.userAgent,
    online: navigator.onLine,
    steps: Object.freeze(steps),
    verdict: verdictOf(steps),
  });
}

function identityOf(target: CameraTarget): Pick<DiagnosticReport, 'channel' | 'region'> {
  try {
    const { channel, region = null } = parseTarget(target);
    return { channel, region };
  } catch {
    // What is no channel may be anything, a pasted key even.
    return { channel: redact(target.channel), region: redact(target.region) || null };
  }
}
