export { KvsCamera } from './kvs-camera.js';
export type { CameraState } from './components/camera-state.js';
export { KvsErrorEvent, KvsFirstFrameEvent, KvsLogEvent, KvsStateChangeEvent } from './components/events.js';
export { registerWords } from './components/localize.js';
export type { Words } from './components/words.js';
export {
  addLogSink,
  KvsError,
  sessions,
  setTokenCallback,
  type AwsCredentials,
  type CameraTarget,
  type DiagnosticReport,
  type KvsErrorCode,
  type Lease,
  type LogEntry,
  type LogSink,
  type Session,
  type SessionState,
  type Token,
  type TokenCallback,
  type TokenRequest,
  type ViewerTicket,
} from './core/index.js';
