import { FAULTS } from '../../browser/support/faults.js';
import { suffer } from '../../browser/support/suffer.js';
import type { Suffered } from '../recovery.js';

declare global {
  // The page's own, for whoever drives it from outside.
  /** Goes through all faults once, `lanes` at a time, and gives how each went. */
  var sufferAll: (lanes: number) => Promise<Suffered[]>;
}

globalThis.sufferAll = async (lanes) => {
  const left = [...FAULTS];
  const went: Suffered[] = [];
  const lane = async (): Promise<void> => {
    for (let fault = left.shift(); fault; fault = left.shift()) {
      const { name, withinMs } = fault;
      const { tookMs, problem } = await suffer(fault).then(
        (outcome) => ({ tookMs: outcome.tookMs, problem: null }),
        (error: unknown) => ({ tookMs: null, problem: String(error) }),
      );
      went.push({ name, withinMs, tookMs, problem });
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  document.body.replaceChildren();
  return went;
};

globalThis.bench = {};
