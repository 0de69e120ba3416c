import { loadTalk } from '../core/uplink.js';
import type * as Consent from './talk-consent.js';

/** Fetches what asks the page before a talk. */
export function loadConsent(): Promise<typeof Consent> {
  return import('./talk-consent.js');
}

/** Fetches all code for talking, so that the first press need not wait for it. */
export async function loadTalking(): Promise<void> {
  await Promise.all([loadTalk(), loadConsent()]);
}
