import type { StoryContext } from '@storybook/web-components-vite';
import { html, type TemplateResult } from 'lit';
import { ifDefined } from 'lit/directives/if-defined.js';
import { keyed } from 'lit/directives/keyed.js';
import type { KvsCamera } from '../../src/index.js';
import { contents, toHtml, type Attributes, type Markup } from './markup.js';
import { realName, Stage, type Scene } from './stage.js';

/** The controls of a story: attributes and custom properties by their names, and what happens. */
export type Args = Readonly<Record<string, unknown>>;

/** How a story looks in HTML, and what its cameras see. */
export interface Play {
  /** What the story shows. `own` makes a name that no other story has, for what is in the page. */
  markup(args: Args, own: (name: string) => string): readonly Markup[];
  /** Whether there is nothing to be changed in it. */
  readonly isFixed?: boolean;
  /** How it is styled; for the HTML to copy only. */
  css?(args: Args): string;
  /** What a page does with it, in JavaScript; for the HTML to copy only. */
  script?(args: Args): string;
  /** By the names of channels. */
  scenes(args: Args): Readonly<Record<string, Scene>>;
}

const MODULE = { type: 'module' };

/** The stage of a story, and what ends it. */
interface StageSet {
  readonly stage: Stage;
  /** Whether another one was there before, so that Storybook does not play the story. */
  readonly isLater: boolean;
  readonly end: () => void;
}

const sets = new Map<string, StageSet>();

/** What makes a story of a play: spread it into the meta of a file of stories. */
export function staged(play: Play): {
  readonly render: (args: Args, context: StoryContext) => TemplateResult;
  readonly beforeEach: (context: StoryContext) => () => void;
  readonly play: (context: StoryContext) => Promise<void>;
  readonly parameters: object;
} {
  return {
    render: (args, { id, canvasElement }) => {
      const { stage, isLater } = setOf(id);
      if (isLater) change(stage, canvasElement).catch(reportError);
      const width = typeof args['width'] === 'number' ? `max-width: ${args['width']}px` : undefined;
      const markup = play.markup(args, (name) => realName(id, name));
      return html`${keyed(stage, html`<div style=${ifDefined(width)} ${contents(markup)}></div>`)}`;
    },
    // Called again for each change of a control.
    beforeEach: ({ id, args }) => {
      const scenes = play.scenes(args);
      const before = sets.get(id);
      if (before?.stage.isOf(scenes)) return before.end;
      const life = new AbortController();
      before?.end();
      const end = (): void => {
        life.abort();
        if (sets.get(id)?.end === end) sets.delete(id);
      };
      sets.set(id, { stage: new Stage(id, scenes, life.signal), isLater: before !== undefined, end });
      return end;
    },
    play: (context) => settle(context),
    parameters: {
      controls: { disable: play.isFixed ?? false },
      docs: {
        source: {
          transform: (_code: string, { args }: StoryContext) => htmlOf(play, args),
        },
      },
    },
  };
}

function htmlOf(play: Play, args: Args): string {
  const [css, script] = [play.css?.(args), play.script?.(args)];
  const all: readonly Markup[] = [
    ...(css ? [{ tag: 'style', children: [css] }] : []),
    ...play.markup(args, (name) => name).filter(({ tag }) => tag !== 'style'),
    ...(script ? [{ tag: 'script', attributes: MODULE, children: [script] }] : []),
  ];
  return all.map((markup) => toHtml(markup)).join('\n\n');
}

/** Resolves when the cameras of a story are in their states. */
export async function settle({ id, canvasElement }: StoryContext): Promise<void> {
  await setOf(id).stage.settle(canvasElement);
}

async function change(stage: Stage, page: ParentNode): Promise<void> {
  // What is rendered now is in the page then.
  await new Promise(requestAnimationFrame);
  await stage.change(page);
}

function setOf(id: string): StageSet {
  const set = sets.get(id);
  if (!set) throw new Error(`The story ${id} has not begun`);
  return set;
}

/** The args that are attributes of a tag, or custom properties: what belongs into its HTML. */
export function attributesOf(args: Args, names: readonly string[]): Attributes {
  return Object.fromEntries(
    names
      .filter((name) => args[name] !== undefined && args[name] !== false && args[name] !== '')
      .map((name) => [name, args[name] === true ? true : String(args[name])]),
  );
}

/** The one camera of a story. */
export function cameraOf({ canvasElement }: StoryContext): KvsCamera {
  const camera = canvasElement.querySelector('kvs-camera');
  if (!camera) throw new Error('The story has no camera');
  return camera;
}
