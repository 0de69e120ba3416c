/*
 * What the KVS library, compiled to ES5, uses of tslib: classes that inherit, and one asynchronous function
 * without loops or `try`.
 */

type Prototyped = Function & { prototype: object };

/** One step of a function that was compiled to a state machine: what it does, and with what. */
type Step = readonly [op: number, operand: unknown];

interface Progress {
  label: number;
  sent: () => unknown;
}

const [RETURN, YIELD] = [2, 4];

const assign: typeof Object.assign = Object.assign;

function inherit(child: Prototyped, parent: Prototyped): void {
  Object.setPrototypeOf(child, parent);
  child.prototype = Object.create(parent.prototype, { constructor: { value: child } }) as object;
}

/** Runs the state machine that `make` makes. */
async function run(
  self: unknown,
  _values: unknown,
  _promise: unknown,
  make: () => (progress: Progress) => Step,
): Promise<unknown> {
  const step = make.call(self);
  let sent: unknown;
  const progress: Progress = { label: 0, sent: () => sent };
  for (;;) {
    const [op, operand] = step(progress);
    if (op === RETURN) return operand;
    if (op !== YIELD) throw new Error(`tslib: ${op}`);
    progress.label += 1;
    sent = await operand;
  }
}

function machine(self: unknown, body: (progress: Progress) => Step): typeof body {
  return body.bind(self);
}

export { assign as __assign, inherit as __extends, machine as __generator, run as __awaiter };
