import type { DiagnosticStep, Verdict } from './diagnose-step.js';

/** What a diagnosis found: plain, frozen, and free of secrets. */
export interface DiagnosticReport {
  /** Epoch milliseconds. */
  readonly startedAt: number;
  readonly durationMs: number;
  readonly channel: string;
  /** Null when neither an attribute nor an ARN tells. */
  readonly region: string | null;
  readonly userAgent: string;
  /** Whether the browser believes to have a network. */
  readonly online: boolean;
  readonly steps: readonly DiagnosticStep[];
  /** `fail`: no picture comes. `warn`: it comes, and something else is wrong. */
  readonly verdict: Exclude<Verdict, 'skipped'>;
}

const IN_WORDS: Readonly<Record<DiagnosticReport['verdict'], string>> = {
  ok: 'all is well',
  warn: 'a picture comes, but not all is well',
  fail: 'no picture comes',
};
const MARKS: Readonly<Record<Verdict, string>> = {
  ok: '[ok]  ',
  warn: '[WARN]',
  fail: '[FAIL]',
  skipped: '[--]  ',
};

/** What the steps mean together: what counts first is whether the camera can be seen. */
export function verdictOf(steps: readonly DiagnosticStep[]): DiagnosticReport['verdict'] {
  const camera = steps.find(({ name }) => name === 'camera');
  if (camera?.verdict !== 'ok') return 'fail';
  return steps.some(({ verdict }) => verdict === 'warn' || verdict === 'fail') ? 'warn' : 'ok';
}

/** Plain text to paste into a support ticket. */
export function formatReport(report: DiagnosticReport): string {
  const { startedAt, durationMs, channel, region, userAgent, online, steps, verdict } = report;
  return [
    `Camera ${channel || '(no channel)'}: ${IN_WORDS[verdict]}`,
    `${new Date(startedAt).toISOString()}, took ${durationMs} ms`,
    `region ${region ?? 'not told'}, browser ${online ? 'online' : 'offline'}`,
    userAgent,
    '',
    ...steps.flatMap(lines),
  ].join('\n');
}

function lines({ name, verdict, durationMs, message, advice }: DiagnosticStep): string[] {
  const line = `${MARKS[verdict]} ${name.padEnd(14)} ${String(durationMs).padStart(6)} ms  ${message}`;
  return advice ? [line, `${' '.repeat(33)}→ ${advice}`] : [line];
}
