import type { Ask } from '../core/talk-state.js';
import { pathOf } from './parents.js';
import { KvsTalkRequestEvent } from './talk-events.js';
import { tellBeside } from './tell-beside.js';

/** Asks the listeners of a camera and of whoever wants to talk to it, for one talk. */
export function askAround(camera: Node, origin: Node): Ask {
  /** The camera, and what was around it when it was asked for last. */
  let around: readonly Node[] = [];
  return (command, isRelease) => {
    if (!isRelease || camera.isConnected) around = pathOf(camera);
    const events: KvsTalkRequestEvent[] = [];
    const tell = (target: Node, others: readonly Node[] = []): void => {
      const event = new KvsTalkRequestEvent(command, isRelease);
      events.push(event);
      tellBeside(target, others, event);
    };
    const isInside = camera.contains(origin);
    tell(isInside ? origin : camera);
    // Who answered for the press, further up, has to hear of the release of a camera that was taken out.
    const stays = around.find((node) => node.isConnected);
    if (stays && !camera.isConnected) tell(stays);
    if (!isInside) tell(origin, around);
    return {
      isCancelled: events.some(({ defaultPrevented }) => defaultPrevented),
      waits: events.flatMap(({ waits }) => waits),
    };
  };
}
