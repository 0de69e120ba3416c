export { formatReport, type DiagnosticReport } from './diagnose-report.js';
export type { DiagnosticStep, Verdict } from './diagnose-step.js';
export { KvsError, type KvsErrorCode } from './errors.js';
export { addLogSink, type LogDetail, type LogEntry, type LogLevel, type LogSink } from './log.js';
export { sessions, type Lease, type Registry } from './registry.js';
export type { Session } from './session.js';
export type { SessionListener, SessionState } from './session-state.js';
export type { MediaPath } from './glance.js';
export type { AudioStats, CameraStats, LatencyStats, NetworkStats, VideoStats } from './stats.js';
export type { SendCommand, TalkEndReason, TalkOptions, TalkRequest, TalkState } from './talk-state.js';
export type { CameraTarget, Latency, Transport } from './target.js';
export { setTokenCallback, type TokenSource } from './token.js';
export type {
  AwsCredentials,
  Token,
  TokenCallback,
  TokenReason,
  TokenRequest,
  ViewerTicket,
} from './ticket.js';
export type { ConnectStep, Timeline } from './progress.js';
