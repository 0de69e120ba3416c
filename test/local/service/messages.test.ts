import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Clock, connect, encode, start } from './support.js';

const offer = { type: 'offer', sdp: 'v=0' };
const answer = { type: 'answer', sdp: 'v=0' };
const candidate = { candidate: 'candidate:1', sdpMid: '0', sdpMLineIndex: 0 };

describe('messages between peers', () => {
  it('reach the master with their sender, and a viewer without', async () => {
    await using service = await start();
    using master = await connect(service, 'MASTER', { clientId: 'MASTER' });
    using viewer = await connect(service, 'VIEWER');
    viewer.message('SDP_OFFER', offer);
    assert.deepEqual(await master.raw(1), [
      `{"messagePayload":"${encode(offer)}","messageType":"SDP_OFFER","senderClientId":"viewer-1"}`,
    ]);
    master.message('SDP_ANSWER', answer, 'viewer-1', 'id-1');
    master.message('ICE_CANDIDATE', candidate, 'viewer-1');
    assert.deepEqual(await viewer.raw(2), [
      `{"messagePayload":"${encode(answer)}","messageType":"SDP_ANSWER"}`,
      `{"messagePayload":"${encode(candidate)}","messageType":"ICE_CANDIDATE"}`,
    ]);
    const seen = await service.waitFor('camera', () => true, 5000, 'nothing');
    assert.deepEqual(seen.messages, {
      fromMaster: { SDP_ANSWER: 1, ICE_CANDIDATE: 1 },
      fromViewers: { SDP_OFFER: 1 },
      toMaster: { SDP_OFFER: 1 },
      toViewers: { SDP_ANSWER: 1, ICE_CANDIDATE: 1 },
    });
  });

  it('are taken in the casing of the C SDK too', async () => {
    await using service = await start();
    using master = await connect(service, 'MASTER');
    using viewer = await connect(service, 'VIEWER');
    const MessagePayload = encode(candidate);
    master.send({ action: 'ICE_CANDIDATE', RecipientClientId: 'viewer-1', MessagePayload });
    const [received] = await viewer.received(1);
    assert.equal(received?.messagePayload, MessagePayload);
    master.send({
      action: 'SDP_ANSWER',
      RecipientClientId: 'viewer-1',
      MessagePayload: '%',
      CorrelationId: 'c-1',
    });
    const [status] = await master.received(1);
    assert.equal(status?.statusResponse?.['correlationId'], 'c-1');
  });

  it('never go from viewer to viewer', async () => {
    await using service = await start();
    using master = await connect(service, 'MASTER');
    using one = await connect(service, 'VIEWER');
    using two = await connect(service, 'VIEWER', { clientId: 'viewer-2' });
    one.message('SDP_OFFER', offer, 'viewer-2');
    const [received] = await master.received(1);
    assert.equal(received?.senderClientId, 'viewer-1');
    assert.deepEqual(two.frames, []);
  });

  it('go to the viewer they name only, on this channel only', async () => {
    await using service = await start();
    const door = service.createChannel('door');
    using master = await connect(service, 'MASTER');
    using one = await connect(service, 'VIEWER');
    using two = await connect(service, 'VIEWER', { clientId: 'viewer-2' });
    using neighbour = await connect(service, 'VIEWER', { clientId: 'viewer-2', channelArn: door });
    master.message('SDP_ANSWER', answer, 'viewer-2');
    await two.received(1);
    assert.deepEqual([one.frames, neighbour.frames], [[], []]);
  });

  it('do not pass while media storage is on', async () => {
    await using service = await start();
    service.deleteChannel('camera');
    service.createChannel('camera', { streamArn: 'arn:aws:kinesisvideo:us-west-2:1:stream/s/1' });
    using master = await connect(service, 'MASTER');
    using viewer = await connect(service, 'VIEWER');
    viewer.message('SDP_OFFER', offer);
    viewer.message('NOTHING', 0, undefined, 'after-the-offer');
    await viewer.received(1);
    const { messages, pending } = service.channel('camera');
    assert.deepEqual(messages, {
      fromMaster: {},
      fromViewers: { SDP_OFFER: 1 },
      toMaster: {},
      toViewers: {},
    });
    assert.deepEqual([pending, master.frames], [0, []]);
  });
});

describe('failed sends', () => {
  it('are reported to a sender that gave a correlation id', async () => {
    await using service = await start();
    using master = await connect(service, 'MASTER');
    master.send({ action: 'SDP_ANSWER', messagePayload: encode(answer), correlationId: 'no-recipient' });
    const [status] = await master.received(1);
    assert.deepEqual(status, {
      messageType: 'STATUS_RESPONSE',
      messagePayload: '',
      statusResponse: {
        correlationId: 'no-recipient',
        success: false,
        errorType: 'InvalidArgumentException',
        statusCode: '400',
        description: 'RecipientClientId is required and must be a valid client id',
      },
    });
  });

  it('are silent without one, as are good sends with one', async () => {
    await using service = await start();
    using master = await connect(service, 'MASTER');
    using viewer = await connect(service, 'VIEWER');
    for (const frame of ['', 'no JSON', '7', 'null', '[]', '{}']) viewer.send(frame);
    viewer.socket.send(Buffer.from('{"action":"SDP_OFFER"}'), { binary: true });
    viewer.send({ action: 'SDP_OFFER', messagePayload: 'not base64' });
    viewer.send({ action: 'SDP_OFFER', messagePayload: encode(offer), correlationId: 'good' });
    await master.received(1);
    viewer.send({ action: 'DANCE', messagePayload: encode(offer), correlationId: 'last' });
    const [only] = await viewer.received(1);
    assert.equal(only?.statusResponse?.['correlationId'], 'last');
  });

  it('name what is wrong with the payload', async () => {
    await using service = await start();
    using viewer = await connect(service, 'VIEWER');
    const atLimit = 'A'.repeat(10_000);
    for (const messagePayload of [undefined, '', 7, 'abc', '%%%%', `${atLimit}AAAA`, atLimit]) {
      viewer.send({ action: 'ICE_CANDIDATE', messagePayload, correlationId: 'x' });
    }
    const channel = await service.waitFor('camera', ({ pending }) => pending === 1, 5000, 'the good payload');
    assert.deepEqual(channel.messages.fromViewers, { ICE_CANDIDATE: 1 });
    const statuses = await viewer.received(6);
    assert.ok(
      statuses.every(({ statusResponse }) => statusResponse?.['errorType'] === 'InvalidArgumentException'),
    );
    assert.match(String(statuses[5]?.statusResponse?.['description']), /longer than 10000/);
  });

  for (const [action, rate] of [
    ['SDP_OFFER', 5],
    ['SDP_ANSWER', 5],
    ['ICE_CANDIDATE', 20],
  ] as const) {
    it(`begin with more than ${rate} ${action} per second and connection`, async () => {
      const clock = new Clock();
      await using service = await start({ now: clock.now });
      const { now } = clock;
      using viewer = await connect(service, 'VIEWER', { now });
      using other = await connect(service, 'VIEWER', { now, clientId: 'viewer-2' });
      for (let n = 0; n <= rate; n += 1) viewer.message(action, n, undefined, `n${n}`);
      const [status] = await viewer.received(1);
      assert.equal(status?.statusResponse?.['errorType'], 'ClientLimitExceededException');
      assert.equal(status?.statusResponse?.['correlationId'], `n${rate}`);
      other.message(action, 0);
      clock.advance(1000);
      viewer.message(action, 0);
      const what = 'both further messages';
      await service.waitFor(
        'camera',
        ({ messages }) => messages.fromViewers[action] === rate + 2,
        5000,
        what,
      );
    });
  }
});

describe('messages for an absent peer', () => {
  it('are delivered when the master connects, once', async () => {
    await using service = await start();
    using viewer = await connect(service, 'VIEWER');
    viewer.message('SDP_OFFER', offer);
    viewer.message('ICE_CANDIDATE', candidate);
    await service.waitFor('camera', ({ pending }) => pending === 2, 5000, 'two stored messages');
    using master = await connect(service, 'MASTER');
    const received = await master.received(2);
    assert.deepEqual(
      received.map(({ messageType }) => messageType),
      ['SDP_OFFER', 'ICE_CANDIDATE'],
    );
    assert.equal(service.channel('camera').pending, 0);
    using next = await connect(service, 'MASTER');
    viewer.message('SDP_OFFER', 'second');
    const [first] = await next.received(1);
    assert.equal(first?.messagePayload, encode('second'));
  });

  it('are delivered when the viewer connects, to that one only', async () => {
    await using service = await start();
    using master = await connect(service, 'MASTER');
    master.message('SDP_ANSWER', answer, 'late');
    await service.waitFor('camera', ({ pending }) => pending === 1, 5000, 'a stored answer');
    using other = await connect(service, 'VIEWER');
    using late = await connect(service, 'VIEWER', { clientId: 'late' });
    assert.deepEqual(
      (await late.received(1)).map(({ messageType }) => messageType),
      ['SDP_ANSWER'],
    );
    assert.deepEqual(other.frames, []);
  });

  it('are forgotten after the time the channel keeps them', async () => {
    const clock = new Clock();
    await using service = await start({ now: clock.now });
    const { now } = clock;
    service.deleteChannel('camera');
    service.createChannel('camera', { messageTtlSeconds: 10 });
    using viewer = await connect(service, 'VIEWER', { now });
    viewer.message('SDP_OFFER', offer);
    await service.waitFor('camera', ({ pending }) => pending === 1, 5000, 'a stored offer');
    clock.advance(9999);
    assert.equal(service.channel('camera').pending, 1);
    clock.advance(1);
    assert.equal(service.channel('camera').pending, 0);
    using master = await connect(service, 'MASTER', { now });
    viewer.message('SDP_OFFER', 'fresh');
    assert.equal((await master.received(1))[0]?.messagePayload, encode('fresh'));
  });

  it('give way to a newer offer of the same sender, not of another; candidates stay', async () => {
    await using service = await start();
    using one = await connect(service, 'VIEWER');
    using two = await connect(service, 'VIEWER', { clientId: 'viewer-2' });
    one.message('SDP_OFFER', 'old');
    one.message('ICE_CANDIDATE', 'a');
    one.message('ICE_CANDIDATE', 'b');
    await service.waitFor('camera', ({ pending }) => pending === 3, 5000, 'three stored messages');
    two.message('SDP_OFFER', 'other');
    await service.waitFor('camera', ({ pending }) => pending === 4, 5000, 'four stored messages');
    one.message('SDP_OFFER', 'new');
    const stored = 'all four stored messages and one replaced';
    await service.waitFor('camera', ({ messages }) => messages.fromViewers['SDP_OFFER'] === 3, 5000, stored);
    using master = await connect(service, 'MASTER');
    const received = await master.received(4);
    assert.deepEqual(
      received.map(({ messagePayload }) => messagePayload),
      ['a', 'b', 'other', 'new'].map((text) => encode(text)),
    );
  });

  it('are capped: the oldest candidates go', async () => {
    await using service = await start({ limits: { storedCandidates: 2 } });
    using viewer = await connect(service, 'VIEWER');
    for (const text of ['a', 'b', 'c']) viewer.message('ICE_CANDIDATE', text);
    const what = 'three candidates';
    await service.waitFor(
      'camera',
      ({ messages }) => messages.fromViewers['ICE_CANDIDATE'] === 3,
      5000,
      what,
    );
    using master = await connect(service, 'MASTER');
    const received = await master.received(2);
    assert.deepEqual(
      received.map(({ messagePayload }) => messagePayload),
      ['b', 'c'].map((text) => encode(text)),
    );
  });
});
