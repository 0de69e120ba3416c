import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isWorthwhile, seat, type Box, type Claim } from '../../src/components/seating.js';

const VIEWPORT: Box = { left: 0, top: 0, right: 800, bottom: 600 };

interface Named extends Claim {
  readonly name: string;
}

/** A camera 200 px wide and 100 px high, `row` rows below the top of the viewport. */
function claim(name: string, row: number, more: Partial<Claim> = {}): Named {
  const box = { left: 300, right: 500, top: row * 100, bottom: row * 100 + 100 };
  const isInView = box.bottom > 0 && box.top < VIEWPORT.bottom;
  return { name, isSeated: false, isHeld: false, isFirst: false, isInView, isEager: false, box, ...more };
}

const SEATED = { isSeated: true };

function seatNames(claims: readonly Named[], places: number): { admitted: string[]; dismissed: string[] } {
  const { admitted, dismissed } = seat(claims, places, VIEWPORT);
  return { admitted: admitted.map(({ name }) => name), dismissed: dismissed.map(({ name }) => name) };
}

describe('the seats of a grid', () => {
  it('go to those nearest to the middle of what is in view', () => {
    const rows = [0, 1, 2, 3, 4, 5].map((row) => claim(`row ${row}`, row));
    assert.deepEqual(seatNames(rows, 2), { admitted: ['row 2', 'row 3'], dismissed: [] });
  });

  it('go to the selected one before those in view, wherever it is', () => {
    const claims = [claim('middle', 2), claim('selected', 40, { isFirst: true })];
    assert.deepEqual(seatNames(claims, 1), { admitted: ['selected'], dismissed: [] });
  });

  it('are not for the selected one while nobody sees the wall, and stay with it if it has one', () => {
    const first = { isFirst: true };
    assert.deepEqual(seatNames([claim('selected', 40, first), claim('far', 12)], 4).admitted, []);
    const claims = [claim('left', 12, SEATED), claim('selected', 40, { ...SEATED, ...first })];
    assert.deepEqual(seatNames(claims, 2).dismissed, []);
    assert.deepEqual(seatNames(claims, 1).dismissed, ['left']);
    assert.deepEqual(seatNames([claim('selected', 40, { ...first, isEager: true })], 1).admitted, [
      'selected',
    ]);
  });

  it('go to those in view before those near it, and not to those far away', () => {
    const claims = [
      claim('far', 12),
      claim('near', 6),
      claim('edge', 5),
      claim('above', -1),
      claim('top', 0),
    ];
    const { admitted } = seatNames(claims, 5);
    assert.deepEqual(admitted.slice(0, 2).sort(), ['edge', 'top']);
    assert.deepEqual(admitted.slice(2).sort(), ['above', 'near']);
    assert.deepEqual(seatNames(claims, 2).admitted.sort(), ['edge', 'top']);
  });

  it('go to nobody when nobody is in view, but to the eager', () => {
    const claims = [claim('far', 12), claim('eager', 40, { isEager: true })];
    assert.deepEqual(seatNames(claims, 4).admitted, ['eager']);
  });

  it('are taken from those out of sight only when somebody in view needs them', () => {
    const left = [claim('left', 12, SEATED), claim('left long ago', 30, SEATED)];
    assert.deepEqual(seatNames([...left, claim('seen', 2)], 3).dismissed, []);
    assert.deepEqual(seatNames([...left, claim('seen', 2)], 2), {
      admitted: ['seen'],
      dismissed: ['left long ago'],
    });
  });

  it('are not taken from those who are held, even when there are too few', () => {
    const held = [1, 2].map((n) => claim(`held ${n}`, 20 + n, { ...SEATED, isHeld: true }));
    assert.deepEqual(seatNames([...held, claim('seen', 2)], 2), { admitted: [], dismissed: [] });
    assert.deepEqual(seatNames(held, 1), { admitted: [], dismissed: [] });
  });

  it('stay with whoever has one when another is only a little nearer', () => {
    const claims = [claim('has it', 2.2, SEATED), claim('a little nearer', 2.4)];
    const far = [claim('has it', 0, SEATED), claim('in the middle', 2.5), claim('lowest', 5, SEATED)];
    assert.deepEqual(seatNames(claims, 1), { admitted: [], dismissed: [] });
    assert.deepEqual(seatNames(far, 2).admitted, ['in the middle']);
  });

  it('are given back when there are fewer than before', () => {
    const rows = [0, 1, 2, 3, 4, 5].map((row) => claim(`row ${row}`, row, SEATED));
    assert.deepEqual(seatNames(rows, 4), { admitted: [], dismissed: ['row 0', 'row 5'] });
    assert.equal(seatNames(rows, 0).dismissed.length, 6);
  });
});

describe('a camera of a wall that is scrolled', () => {
  const { box } = claim('lowest', 5);

  it('is worth connecting while somebody reads on', () => {
    assert.equal(isWorthwhile(box, { x: 0, y: -0.3 }, VIEWPORT), true);
  });

  it('is not while it rushes by', () => {
    assert.equal(isWorthwhile(box, { x: 0, y: -2 }, VIEWPORT), false);
    assert.equal(isWorthwhile(box, { x: -2, y: 0 }, VIEWPORT), false);
  });

  it('is when it comes near and the wall is at rest', () => {
    const below = claim('below', 7).box;
    assert.equal(isWorthwhile(below, { x: 0, y: 0 }, VIEWPORT), true);
    assert.equal(isWorthwhile(below, { x: 0, y: 1 }, VIEWPORT), false);
    assert.equal(isWorthwhile(below, { x: 0, y: -0.4 }, VIEWPORT), true);
  });
});
