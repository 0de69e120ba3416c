import type { Meta } from '@storybook/web-components-vite';
import type { CameraState } from '../../src/index.js';
import { unshownOf } from './arg-types.js';
import { attributesOf, staged, type Args } from './act.js';
import { cameraMarkup, styleOf } from './camera-play.js';
import type { TalkScene } from './stage.js';

/** The controls of a story of a talk button. */
export interface PttArgs extends Args {
  readonly talk: TalkScene;
  readonly camera: CameraState;
  /** What is written on the button. */
  readonly content: string;
  readonly width?: number;
}

const TAG = 'kvs-ptt-button';
const CHANNEL = 'front-door';
const SHOWN = ['mode', 'disabled', 'hotkey', 'label', 'lang'];
const TALKS: readonly TalkScene[] = [
  'off',
  'asking',
  'arming',
  'on',
  'microphone-denied',
  'microphone-blocked',
  'no-return-audio',
  'device-refused',
  'microphone-missing',
  'microphone-taken',
  'microphone-forbidden',
  'microphone-lost',
  'microphone-hot',
  'floor-taken',
  'device-silent',
];

const simulation = { table: { category: 'simulation' } };

/** What stories of `<kvs-ptt-button>` have in common; spread it into their meta. */
export const pttMeta: Omit<Meta<PttArgs>, 'title'> = {
  component: TAG,
  ...staged({
    markup: (args, own) => {
      const camera = { id: 'front', label: 'Front door', muted: true, autoplay: true };
      const style = styleOf(args);
      const attributes = { for: 'front', ...attributesOf(args, SHOWN), ...(style && { style }) };
      const content = args['content'];
      return [
        cameraMarkup(camera, own, CHANNEL),
        {
          tag: TAG,
          attributes,
          real: { for: own('front') },
          children: typeof content === 'string' && content ? [content] : [],
        },
      ];
    },
    scenes: ({ camera, talk }) => ({
      [CHANNEL]: { state: camera as CameraState, talk: talk as TalkScene },
    }),
  }),
  args: { talk: 'off', camera: 'live', content: '', width: 360 },
  argTypes: {
    ...unshownOf(TAG, SHOWN),
    talk: {
      ...simulation,
      control: 'select',
      options: TALKS,
      description: 'How far somebody is who talks, or why it is not possible.',
    },
    camera: {
      ...simulation,
      control: 'select',
      options: ['live', 'offline', 'connecting'],
      description: 'State of the camera.',
    },
    content: {
      table: { category: 'simulation' },
      control: 'text',
      description: 'What is written on the button.',
    },
    width: { ...simulation, control: { type: 'range', min: 120, max: 1280, step: 20 } },
  },
};
