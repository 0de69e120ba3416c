import { createComponent, type EventName } from '@lit/react';
import type { LitElement, PropertyDeclarations } from 'lit';
import * as React from 'react';
import type { CameraAttributes } from './components/camera-attributes.js';
import type {
  KvsErrorEvent,
  KvsFirstFrameEvent,
  KvsLogEvent,
  KvsStateChangeEvent,
  KvsStatsEvent,
} from './components/events.js';
import type { GridAttributes } from './components/grid-attributes.js';
import type { KvsSelectEvent, KvsSummaryEvent } from './components/grid-events.js';
import type { MediaMirror } from './components/media-mirror.js';
import type {
  KvsMessageEvent,
  KvsMicLevelEvent,
  KvsTalkChangeEvent,
  KvsTalkRequestEvent,
} from './components/talk-events.js';
import type { KvsZoomChangeEvent } from './components/zoom/zoom-event.js';
import { KvsCamera as KvsCameraElement } from './kvs-camera.js';
import { KvsGrid as KvsGridElement } from './kvs-grid.js';
import { KvsPttButton as KvsPttButtonElement } from './kvs-ptt-button.js';

/** Events of `<video>` that a camera has as well. React itself listens to them on nothing but `<video>` and `<audio>`. */
const MEDIA = [
  'CanPlay',
  'CanPlayThrough',
  'DurationChange',
  'Emptied',
  'Ended',
  'EnterPictureInPicture',
  'Error',
  'LeavePictureInPicture',
  'LoadedData',
  'LoadedMetadata',
  'LoadStart',
  'Pause',
  'Play',
  'Playing',
  'Progress',
  'Resize',
  'Stalled',
  'Suspend',
  'TimeUpdate',
  'VolumeChange',
  'Waiting',
] as const;

/** Those events by the names of React: `onPlay`. They do not bubble. */
export type KvsMediaEvents = {
  [Name in (typeof MEDIA)[number] as `on${Name}`]?: ((event: Event) => void) | undefined;
};

/** A React component of an element `E`: its fields and events beside what every HTML element takes. */
export type Wrapped<E extends HTMLElement, Fields, Events> = React.ForwardRefExoticComponent<
  Omit<React.HTMLAttributes<E>, keyof Fields | keyof Events | keyof KvsMediaEvents> &
    Fields &
    Events &
    React.RefAttributes<E>
>;

/** Properties of `<KvsCamera>`: those of the element. */
export type KvsCameraFields = Partial<
  Omit<CameraAttributes, keyof MediaMirror | 'target'> &
    Pick<MediaMirror, 'muted' | 'volume'> &
    Pick<KvsCameraElement, 'talkOptions'>
>;

/** Events of `<KvsCamera>`: named after their classes, and those of `<video>`. */
export interface KvsCameraEvents extends KvsMediaEvents {
  onKvsStateChange?: ((event: KvsStateChangeEvent) => void) | undefined;
  onKvsError?: ((event: KvsErrorEvent) => void) | undefined;
  onKvsFirstFrame?: ((event: KvsFirstFrameEvent) => void) | undefined;
  onKvsLog?: ((event: KvsLogEvent) => void) | undefined;
  onKvsStats?: ((event: KvsStatsEvent) => void) | undefined;
  onKvsZoomChange?: ((event: KvsZoomChangeEvent) => void) | undefined;
  onKvsMessage?: ((event: KvsMessageEvent) => void) | undefined;
  onKvsTalkRequest?: ((event: KvsTalkRequestEvent) => void) | undefined;
  onKvsTalkChange?: ((event: KvsTalkChangeEvent) => void) | undefined;
}

/** What comes by from the cameras of a wall. `kvs-stats` does not: it is for listeners on a camera itself. */
const WALL_EVENTS = {
  onKvsStateChange: 'kvs-statechange' as EventName<KvsStateChangeEvent>,
  onKvsError: 'kvs-error' as EventName<KvsErrorEvent>,
  onKvsFirstFrame: 'kvs-firstframe' as EventName<KvsFirstFrameEvent>,
  onKvsLog: 'kvs-log' as EventName<KvsLogEvent>,
  onKvsZoomChange: 'kvs-zoomchange' as EventName<KvsZoomChangeEvent>,
  onKvsMessage: 'kvs-message' as EventName<KvsMessageEvent>,
  onKvsTalkRequest: 'kvs-talkrequest' as EventName<KvsTalkRequestEvent>,
  onKvsTalkChange: 'kvs-talkchange' as EventName<KvsTalkChangeEvent>,
} as const;

const CAMERA_EVENTS = {
  ...WALL_EVENTS,
  ...Object.fromEntries(MEDIA.map((name) => [`on${name}`, name.toLowerCase() as EventName])),
  onKvsStats: 'kvs-stats' as EventName<KvsStatsEvent>,
} as const;

type KvsCameraComponent = Wrapped<KvsCameraElement, KvsCameraFields, KvsCameraEvents>;

type Props = Readonly<Record<string, unknown>>;
type EventNames = Readonly<Record<string, EventName>>;
type ElementClass<E extends HTMLElement> = (new () => E) & {
  readonly properties: PropertyDeclarations;
  readonly prototype: E;
};

/** What viewers set as well, and how it is where a page says nothing of it. */
const VIEWERS = { muted: false, volume: 1, stats: false, layout: 'auto', selected: '' } as const;

/** A component for a browser, as `@lit/react` makes it, but for what viewers set as well. */
function clientComponent<E extends HTMLElement>(
  tagName: string,
  elementClass: ElementClass<E>,
  events: EventNames,
): React.ElementType {
  const Client = createComponent({ react: React, tagName, elementClass, events }) as React.ElementType;
  return React.forwardRef<E | null, Props>(function OnClient(props, ref) {
    const own = React.useRef<E>(null);
    const given = React.useRef<Props>({});
    React.useImperativeHandle<E | null, E | null>(ref, () => own.current, []);
    // What is rendered anew says nothing new of what the viewer may have set since.
    React.useLayoutEffect(() => {
      for (const [name, usual] of Object.entries(VIEWERS))
        if (own.current && props[name] !== given.current[name])
          Reflect.set(own.current, name, props[name] ?? usual);
      given.current = props;
    });
    const others = Object.entries(props).filter(([name]) => !(name in VIEWERS));
    return React.createElement(Client, {
      ...Object.fromEntries(others),
      ref: own,
      suppressHydrationWarning: true,
    });
  });
}

/**
 * A component for a server: says in attributes what they can say, so that the element knows it as soon as it is in the
 * page, and not when React takes the page over.
 */
function serverComponent<E extends HTMLElement>(
  tagName: string,
  { properties, prototype }: ElementClass<E>,
  events: EventNames,
): React.ElementType {
  return function OnServer(props: Props) {
    const entries = Object.entries(props).flatMap(([name, value]) => {
      // React 18 writes names of a custom element as they are.
      if (name === 'className') return [['class', value]];
      const said = name === 'muted' ? {} : properties[name];
      if (!said) return name in events || name in prototype ? [] : [[name, value]];
      const { attribute = name.toLowerCase() } = said;
      const isText = typeof value === 'string' || typeof value === 'number';
      return attribute && (isText || value === true) ? [[attribute, isText ? value : '']] : [];
    });
    return React.createElement(tagName, Object.fromEntries(entries) as object);
  };
}

const componentOf = typeof document === 'undefined' ? serverComponent : clientComponent;

/** `<kvs-camera>` as a React component; `ref` is the element. */
export const KvsCamera = componentOf('kvs-camera', KvsCameraElement, CAMERA_EVENTS) as KvsCameraComponent;

/** Properties of `<KvsGrid>`: those of the element. */
export type KvsGridFields = Partial<Omit<GridAttributes, keyof LitElement>>;

/** Events of `<KvsGrid>`: named after their classes; those of its cameras come by as well. */
export interface KvsGridEvents extends Omit<KvsCameraEvents, 'onKvsStats' | keyof KvsMediaEvents> {
  onKvsSelect?: ((event: KvsSelectEvent) => void) | undefined;
  onKvsSummary?: ((event: KvsSummaryEvent) => void) | undefined;
}

/** `<kvs-grid>` as a React component; `ref` is the element. */
export const KvsGrid = componentOf('kvs-grid', KvsGridElement, {
  ...WALL_EVENTS,
  onKvsSelect: 'kvs-select' as EventName<KvsSelectEvent>,
  onKvsSummary: 'kvs-summary' as EventName<KvsSummaryEvent>,
}) as Wrapped<KvsGridElement, KvsGridFields, KvsGridEvents>;

/** Properties of `<KvsPttButton>`: those of the element. */
export type KvsPttButtonFields = Partial<
  Pick<
    KvsPttButtonElement,
    | 'for'
    | 'camera'
    | 'mode'
    | 'pressCommand'
    | 'releaseCommand'
    | 'commandUrl'
    | 'sendCommand'
    | 'commandTimeout'
    | 'maxTalk'
    | 'duplex'
    | 'hotkey'
    | 'disabled'
    | 'label'
  >
>;

/** Events of `<KvsPttButton>`: named after their classes. */
export interface KvsPttButtonEvents {
  onKvsTalkRequest?: ((event: KvsTalkRequestEvent) => void) | undefined;
  onKvsTalkChange?: ((event: KvsTalkChangeEvent) => void) | undefined;
  onKvsMicLevel?: ((event: KvsMicLevelEvent) => void) | undefined;
}

/** `<kvs-ptt-button>` as a React component; `ref` is the element. */
export const KvsPttButton = componentOf('kvs-ptt-button', KvsPttButtonElement, {
  onKvsTalkRequest: 'kvs-talkrequest' as EventName<KvsTalkRequestEvent>,
  onKvsTalkChange: 'kvs-talkchange' as EventName<KvsTalkChangeEvent>,
  onKvsMicLevel: 'kvs-miclevel' as EventName<KvsMicLevelEvent>,
}) as Wrapped<KvsPttButtonElement, KvsPttButtonFields, KvsPttButtonEvents>;
