export { KvsCamera } from './kvs-camera.js';
export { KvsPttButton } from './kvs-ptt-button.js';
export type { PttState } from './components/ptt-state.js';
export {
  KvsMessageEvent,
  KvsMicLevelEvent,
  KvsTalkChangeEvent,
  KvsTalkRequestEvent,
} from './components/talk-events.js';
export type { Snapshot, SnapshotOptions } from './components/snapshot/snapshot.js';
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
  type SendCommand,
  type SessionState,
  type TalkOptions,
  type TalkState,
  type Token,
  type TokenCallback,
  type TokenRequest,
  type ViewerTicket,
} from './core/index.js';
