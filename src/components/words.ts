import type { KvsErrorCode } from '../core/errors.js';
import type { CameraState } from './camera-state.js';

/** What each state is called on the screen. */
export const STATE_WORDS: Readonly<Record<CameraState, string>> = {
  idle: 'Paused',
  connecting: 'Connecting…',
  live: 'Live',
  frozen: 'Picture stands still',
  reconnecting: 'Reconnecting…',
  offline: 'Camera offline',
  denied: 'No access',
  blocked: 'Tap to play',
  failed: 'Not available',
  ended: 'Ended',
};

/** What a person who watches is told about an error. */
export const ERROR_WORDS: Readonly<Record<KvsErrorCode, string>> = {
  unsupported: 'This browser cannot show live cameras.',
  'insecure-context': 'This page is not secure, so cameras cannot be shown.',
  'bad-configuration': 'The camera is not set up correctly.',
  'token-failed': 'The permission to watch could not be fetched.',
  'access-denied': 'You may not watch this camera.',
  'session-expired': 'Your time to watch has ended.',
  'channel-not-found': 'There is no such camera.',
  'channel-busy': 'Too many people are watching.',
  'signaling-lost': 'The camera service cannot be reached.',
  'camera-offline': 'The camera does not answer.',
  'negotiation-failed': 'The camera and this browser do not understand each other.',
  'codec-unsupported': 'This browser cannot decode the camera’s picture.',
  'ice-failed': 'There is no network path to the camera.',
  'media-timeout': 'The camera sends no picture.',
  'media-lost': 'The camera stopped sending.',
  'microphone-denied': 'The microphone is not allowed.',
  'microphone-blocked': 'The microphone cannot be used on this page.',
  'no-return-audio': 'The camera takes no sound.',
  'device-refused': 'The device did not accept the command.',
};

/** How old a picture is that stands still. */
export const AGE_WORDS = (seconds: number): string => `for ${seconds} s`;

/** What the buttons are called. */
export const BUTTON_WORDS = {
  play: 'Play',
  pause: 'Pause',
  mute: 'Mute',
  unmute: 'Unmute',
  fullscreen: 'Full screen',
  retry: 'Try again',
} as const;
