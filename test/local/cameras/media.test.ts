import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { decodeClip, encodeClip } from '../../../local/cameras/clip.js';
import { loadClip } from '../../../local/cameras/clips.js';
import { VideoPlayer } from '../../../local/cameras/clip-player.js';
import { PacketMeter } from '../../../local/cameras/hearing.js';
import { PcmMeter } from '../../../local/cameras/pcm-meter.js';
import { asksForKeyFrame, h264Payloads, readAudioPacket, vp8Payloads } from '../../../local/cameras/rtp.js';
import { readStrip, stripCells } from '../../../local/cameras/strip.js';
import { Ticker } from '../../../local/cameras/ticker.js';
import { encodeMessage, parseMessage } from '../../../local/cameras/wire.js';

const NOON = Date.UTC(2026, 0, 1, 12);

describe('clip file', () => {
  it('gives back what was written', () => {
    const clip = { codec: 'vp8', rate: 15, frames: [{ bytes: Buffer.from('key'), key: true }] } as const;
    const read = decodeClip(encodeClip(clip));
    assert.deepEqual(
      { ...read, frames: read.frames.map(({ bytes, key }) => [bytes.toString(), key]) },
      { codec: 'vp8', rate: 15, frames: [['key', true]] },
    );
  });

  it('is refused when it is cut short', () => {
    const file = encodeClip({ codec: 'opus', rate: 50, frames: [{ bytes: Buffer.from('abc'), key: true }] });
    assert.throws(() => decodeClip(file.subarray(0, -1)), /wrong length/);
  });

  it('holds a minute with a key frame each second', () => {
    const { frames, rate } = loadClip('gate', 'vp8');
    assert.equal(frames.length, 60 * rate);
    assert.ok(frames.every(({ key }, index) => key === (index % rate === 0)));
  });
});

describe('strip', () => {
  it('is read as it was written', () => {
    for (const payload of [0, 899, 0xffffffff, 0x80000001])
      assert.equal(readStrip(stripCells(payload).map((on) => (on ? 235 : 16))), payload);
  });

  it('is not read when a cell is wrong', () => {
    const cells = stripCells(1234).map((on): number => (on ? 235 : 16));
    cells[10] = 235 + 16 - (cells[10] ?? 0);
    assert.equal(readStrip(cells), undefined);
  });
});

describe('packets', () => {
  it('carry a VP8 frame with one start and rising picture ids', () => {
    const [first, second] = vp8Payloads(Buffer.alloc(2000, 7), 0x1234);
    assert.deepEqual([...first!.subarray(0, 4)], [0x90, 0x80, 0x92, 0x34]);
    assert.deepEqual([...second!.subarray(0, 4)], [0x80, 0x80, 0x92, 0x34]);
    assert.ok((first?.length ?? 9999) <= 1180);
  });

  it('carry small H.264 units together and big ones in parts', () => {
    const code = Buffer.from([0, 0, 0, 1]);
    const units = [
      Buffer.from([0x67, 1, 2]),
      Buffer.from([0x68, 3]),
      Buffer.concat([Buffer.from([0x65]), Buffer.alloc(2000, 9)]),
    ];
    const payloads = h264Payloads(Buffer.concat(units.flatMap((unit) => [code, unit])));
    assert.deepEqual([...(payloads[0] ?? [])], [0x78, 0, 3, 0x67, 1, 2, 0, 2, 0x68, 3]);
    assert.deepEqual(
      payloads.slice(1).map((part) => [part[0], part[1]]),
      [
        [0x7c, 0x85],
        [0x7c, 0x45],
      ],
    );
  });

  it('tell the audio level', () => {
    const packet = Buffer.from([
      0x90,
      111,
      0,
      1,
      0,
      0,
      0,
      0,
      0,
      0,
      0,
      1,
      0xbe,
      0xde,
      0,
      1,
      0x10,
      0x80 | 33,
      0,
      0,
      1,
      2,
    ]);
    assert.equal(readAudioPacket(packet, 1)?.level, 33);
    assert.equal(readAudioPacket(packet, 2)?.level, undefined);
    assert.equal(readAudioPacket(Buffer.from([0x80, 201, 0, 1]), 1), undefined);
  });

  it('ask for key frames, also inside compound RTCP', () => {
    const report = Buffer.from([0x80, 201, 0, 1, 0, 0, 0, 1]);
    const pli = Buffer.from([0x81, 206, 0, 2, 0, 0, 0, 1, 0, 0, 0, 2]);
    assert.equal(asksForKeyFrame(report), false);
    assert.equal(asksForKeyFrame(Buffer.concat([report, pli])), true);
  });
});

describe('video player', () => {
  it('bursts from the key frame, keeps timestamps rising and leaves pauses between bursts', () => {
    const sent: Buffer[] = [];
    const clip = loadClip('gate', 'vp8');
    const player = new VideoPlayer(clip, { ssrc: 1, payloadType: 96 }, (packet) => sent.push(packet));
    const frames = (): number => sent.filter((packet) => ((packet[1] ?? 0) & 0x80) !== 0).length;
    player.burst(NOON + 500);
    assert.equal(frames(), 8);
    player.burst(NOON + 700);
    assert.equal(frames(), 8);
    player.advance(Math.floor((NOON * 15) / 1000) + 8);
    player.burst(NOON + 801);
    assert.equal(frames(), 9 + 13);
    const stamps = sent.map((packet) => packet.readUInt32BE(4));
    const first = stamps[0] ?? 0;
    assert.ok(
      stamps.every((stamp, index) => index === 0 || stamp - first >= (stamps[index - 1] ?? 0) - first),
    );
  });

  it('gives the pictures after a gap times of after the gap', () => {
    let stamp = 0;
    const player = new VideoPlayer(loadClip('gate', 'vp8'), { ssrc: 1, payloadType: 96 }, (packet) => {
      stamp = packet.readUInt32BE(4);
    });
    player.burst(NOON + 500);
    const before = stamp;
    player.burst(NOON + 5_500);
    assert.equal((stamp - before) / 90_000, 5);
  });
});

describe('ticker', () => {
  it('rests until somebody listens and again when nobody does', () => {
    const ticker = new Ticker();
    const [one, two] = [new AbortController(), new AbortController()];
    assert.equal(ticker.running, false);
    ticker.every(15, () => undefined, one.signal);
    ticker.every(50, () => undefined, two.signal);
    one.abort();
    assert.equal(ticker.running, true);
    two.abort();
    assert.equal(ticker.running, false);
  });
});

describe('meters', () => {
  it('tell talking from silence by packet levels', () => {
    const meter = new PacketMeter();
    for (let packet = 0; packet < 50; packet += 1) meter.note(packet < 10 ? -30 : -127, NOON + packet * 20);
    assert.deepEqual(meter.heard(NOON + 990), {
      packets: 50,
      packetsPerSecond: 50,
      loudPackets: 10,
      levelDb: -30,
      frequencyHz: null,
      lastPacketAt: NOON + 980,
      talkingSince: NOON,
    });
    meter.note(-30, NOON + 2_000);
    assert.equal(meter.heard(NOON + 2_000).talkingSince, NOON + 2_000);
    assert.equal(meter.heard(NOON + 5000).packetsPerSecond, 0);
  });

  it('tell the frequency of decoded sound', () => {
    const meter = new PcmMeter();
    for (let block = 0; block < 50; block += 1) {
      const samples = Int16Array.from(
        { length: 480 },
        (_s, at) => 9000 * Math.sin(((block * 480 + at) * 620 * 2 * Math.PI) / 48000),
      );
      meter.hear(samples, 48_000, NOON + block * 10);
    }
    const { frequencyHz, loudPackets, levelDb } = meter.heard(NOON + 500);
    assert.ok(Math.abs((frequencyHz ?? 0) - 620) < 10, `${frequencyHz} Hz`);
    assert.equal(loudPackets, 25);
    assert.ok((levelDb ?? 0) > -20);
  });
});

describe('wire', () => {
  const message = {
    action: 'SDP_ANSWER',
    clientId: 'viewer',
    payload: { type: 'answer' },
    correlationId: 'c1',
  } as const;

  it('writes keys as the JS SDK and as the C SDK do', () => {
    assert.deepEqual(Object.keys(JSON.parse(encodeMessage(message, 'camel')) as object), [
      'action',
      'messagePayload',
      'recipientClientId',
      'correlationId',
    ]);
    assert.deepEqual(Object.keys(JSON.parse(encodeMessage(message, 'pascal')) as object), [
      'action',
      'RecipientClientId',
      'MessagePayload',
      'CorrelationId',
    ]);
  });

  it('ignores what it does not understand', () => {
    for (const text of [
      '',
      'null',
      '[]',
      '{"messageType":"NEWS"}',
      '{"messageType":"SDP_OFFER","senderClientId":"v","messagePayload":"%%"}',
    ])
      assert.equal(parseMessage(text), undefined, text);
  });
});
