export { KvsCamera } from './kvs-camera.js';
export { KvsGrid } from './kvs-grid.js';
export { KvsPttButton } from './kvs-ptt-button.js';
export { KvsSelectEvent, KvsSummaryEvent, type GridSummary } from './components/grid-events.js';
export type { GridCamera } from './components/grid-list.js';
export type { PttState } from './components/ptt-state.js';
export {
  KvsMessageEvent,
  KvsMicLevelEvent,
  KvsTalkChangeEvent,
  KvsTalkRequestEvent,
} from './components/talk-events.js';
export type { Recording, RecordingEnd, RecordOptions } from './components/recording/recording.js';
export type { Snapshot, SnapshotOptions } from './components/snapshot/snapshot.js';
export type { CameraState } from './components/camera-state.js';
export {
  KvsErrorEvent,
  KvsFirstFrameEvent,
  KvsLogEvent,
  KvsStateChangeEvent,
  KvsStatsEvent,
} from './components/events.js';
export { KvsZoomChangeEvent } from './components/zoom/zoom-event.js';
export { registerWords } from './components/localize.js';
export type { Words } from './components/words.js';
export {
  addLogSink,
  KvsError,
  sessions,
  setTokenCallback,
  type AwsCredentials,
  type CameraStats,
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
