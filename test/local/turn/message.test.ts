import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isOwnAddress, machineAddress } from '../../../local/turn/addresses.js';
import { ATTRIBUTE, find, readXorAddress, text, xorAddress } from '../../../local/turn/attributes.js';
import { longTermKey, mintCredentials, Nonces, parseUsername } from '../../../local/turn/credentials.js';
import { encodeChannelData, framed, FrameReader } from '../../../local/turn/framing.js';
import { decodeMessage, encodeMessage, isSignedWith, METHOD } from '../../../local/turn/message.js';

const hex = (...lines: string[]): Buffer => Buffer.from(lines.join('').replaceAll(' ', ''), 'hex');
const shortTermKey = Buffer.from('VOkJxbRl1RmTxUk/WvJxBt');
const transaction = 'b7e7a701 bc34d686 fa87dfae';

const request = hex(
  `00010058 2112a442 ${transaction}`,
  '80220010 5354554e 20746573 7420636c 69656e74 00240004 6e0001ff 80290008 932ff9b1 51263b36',
  '00060009 6576746a 3a683676 59202020 00080014 9aeaa70c bfd8cb56 781ef2b5 b2d3f249 c1b571a2',
  '80280004 e57a3bcf',
);
const answerV4 = hex(
  `0101003c 2112a442 ${transaction} 8022000b 74657374 20766563 746f7220 00200008 0001a147 e112a643`,
  '00080014 2b91f599 fd9e90c3 8c7489f9 2af9ba53 f06be7d7 80280004 c07d4c96',
);
const answerV6 = hex(
  `01010048 2112a442 ${transaction} 8022000b 74657374 20766563 746f7220`,
  '00200014 0002a147 0113a9fa a5d3f179 bc25f4b5 bed2b9d9',
  '00080014 a382954e 4be67bf1 1784c97c 8292c275 bfe3ed41 80280004 c8fb0b4c',
);
const longTerm = hex(
  '00010060 2112a442 78ad3433 c6ad72c0 29da412e',
  '00060012 e3839ee3 8388e383 aae38383 e382afe3 82b90000',
  '0015001c 662f2f34 39396b39 35346436 4f4c3334 6f4c3946 53547679 36347341',
  '0014000b 6578616d 706c652e 6f726700 00080014 f6702465 6dd64a3e 02b8e071 2e85c9a2 8ca89666',
);

describe('STUN messages of RFC 5769', () => {
  it('reads the sample request and its integrity (2.1)', () => {
    const message = decodeMessage(request);
    assert.ok(message !== null);
    assert.equal(message.kind, 'request');
    assert.equal(message.method, METHOD.binding);
    assert.equal(message.fingerprint, true);
    assert.equal(find(message.attributes, ATTRIBUTE.username)?.toString(), 'evtj:h6vY');
    assert.equal(isSignedWith(request, message, shortTermKey), true);
    assert.equal(isSignedWith(request, message, Buffer.from('another key')), false);
  });

  for (const [section, packet, address] of [
    ['2.2', answerV4, '192.0.2.1'],
    ['2.3', answerV6, '2001:db8:1234:5678:11:2233:4455:6677'],
  ] as const) {
    it(`reads the answer with ${address} and writes the same address (${section})`, () => {
      const message = decodeMessage(packet);
      assert.ok(message !== null);
      assert.equal(message.kind, 'success');
      assert.equal(isSignedWith(packet, message, shortTermKey), true);
      const value = find(message.attributes, ATTRIBUTE.xorMappedAddress)!;
      const endpoint = { address, port: 32853 };
      assert.deepEqual(readXorAddress(value, message.transactionId), endpoint);
      const written = xorAddress(ATTRIBUTE.xorMappedAddress, endpoint, message.transactionId);
      assert.deepEqual(written.value, value);
    });
  }

  it('writes the long-term request byte for byte (2.4)', () => {
    const username = 'マトリックス';
    const key = longTermKey(username, 'example.org', 'TheMatrIX');
    const attributes = [
      text(ATTRIBUTE.username, username),
      text(ATTRIBUTE.nonce, 'f//499k954d6OL34oL9FSTvy64sA'),
      text(ATTRIBUTE.realm, 'example.org'),
    ];
    const transactionId = longTerm.subarray(8, 20);
    const content = { method: METHOD.binding, kind: 'request', transactionId, attributes } as const;
    assert.deepEqual(encodeMessage(content, { key }), longTerm);
    assert.equal(isSignedWith(longTerm, decodeMessage(longTerm)!, key), true);
  });
});

describe('STUN messages that are damaged', () => {
  it('are refused at every length, and never throw', () => {
    for (let length = 0; length < request.length; length += 1) {
      assert.equal(decodeMessage(request.subarray(0, length)), null, `${length} bytes`);
    }
  });

  it('are refused with any bit of the fingerprinted part turned', () => {
    for (let at = 0; at < request.length; at += 1) {
      const damaged = Buffer.from(request);
      damaged[at]! ^= 0x01;
      // Without its type the FINGERPRINT is an unknown attribute, so only the signature can tell.
      const message = decodeMessage(damaged);
      assert.ok(message === null || at >= request.length - 8, `byte ${at}`);
    }
  });

  it('do not show attributes that follow the signature', () => {
    const attributes = [text(ATTRIBUTE.realm, 'signed')];
    const content = {
      method: METHOD.refresh,
      kind: 'request',
      transactionId: Buffer.alloc(12),
      attributes,
    } as const;
    const signed = encodeMessage(content, { key: shortTermKey });
    const late = hex('00130004 6576696c');
    const packet = Buffer.concat([signed, late]);
    packet.writeUInt16BE(packet.length - 20, 2);
    const message = decodeMessage(packet)!;
    assert.deepEqual(message.attributes, attributes);
    assert.equal(isSignedWith(packet, message, shortTermKey), true);
  });
});

describe('every method and class', () => {
  for (const method of Object.values(METHOD)) {
    it(`survives the type field: method ${method}`, () => {
      for (const kind of ['request', 'indication', 'success', 'error'] as const) {
        const content = { method, kind, transactionId: Buffer.alloc(12, 7), attributes: [] };
        const message = decodeMessage(encodeMessage(content, { fingerprint: true }));
        assert.deepEqual([message?.method, message?.kind], [method, kind]);
      }
    });
  }
});

describe('a TCP stream', () => {
  it('is cut into the packets it carries, however it is sliced', () => {
    const data = encodeChannelData({ channel: 0x4001, payload: Buffer.from('seven b') });
    const stream = Buffer.concat([request, framed(data), framed(data), answerV4]);
    for (const size of [1, 3, 7, 50, stream.length]) {
      const reader = new FrameReader();
      const packets: Buffer[] = [];
      for (let at = 0; at < stream.length; at += size) {
        packets.push(...(reader.push(stream.subarray(at, at + size)) ?? []));
      }
      assert.deepEqual(packets, [request, data, data, answerV4], `slices of ${size}`);
    }
  });

  it('ends where no packet can begin', () => {
    assert.equal(new FrameReader().push(Buffer.from('\xff\xff\xff\xff', 'latin1')), null);
  });
});

describe('credentials', () => {
  it('are the HMAC-SHA1 of the user name', () => {
    const { username, password } = mintCredentials('secret', 'cam', 1700000000);
    assert.equal(username, '1700000000:cam');
    // printf 1700000000:cam | openssl dgst -sha1 -hmac secret -binary | base64
    assert.equal(password, 'rjUjNxoVhnnerr7a2Eg+uzyPlMw=');
    assert.deepEqual(parseUsername('1:a:b'), { user: 'a:b', expiresAt: 1000 });
    for (const wrong of ['', 'cam', ':cam', '12:', 'x1:cam']) assert.equal(parseUsername(wrong), null);
  });

  it('have nonces that turn stale and cannot be made up', () => {
    let now = 1000;
    const nonces = new Nonces(() => now, 500);
    const nonce = nonces.issue();
    assert.equal(nonces.isFresh(nonce), true);
    assert.equal(new Nonces(() => now, 500).isFresh(nonce), false);
    now += 500;
    assert.equal(nonces.isFresh(nonce), false);
    assert.equal(nonces.isFresh('ffffffffffff-0'), false);
  });
});

describe('addresses of the machine', () => {
  const interfaces = {
    lo: [{ address: '127.0.0.1', family: 'IPv4', internal: true }],
    eth0: [
      { address: 'fd00::2', family: 'IPv6', internal: false },
      { address: '192.0.2.7', family: 'IPv4', internal: false },
    ],
  };

  it('give the first that others reach, else loopback', () => {
    assert.equal(machineAddress(interfaces), '192.0.2.7');
    assert.equal(machineAddress({ lo: interfaces.lo }), '127.0.0.1');
  });

  it('are told from all others', () => {
    const own = ['127.0.0.1', '127.9.9.9', '192.0.2.7'];
    const foreign = ['192.0.2.8', '0.0.0.0', '255.255.255.255', '::1', 'fd00::2', 'localhost'];
    for (const address of own) assert.equal(isOwnAddress(address, interfaces), true, address);
    for (const address of foreign) assert.equal(isOwnAddress(address, interfaces), false, address);
  });
});
