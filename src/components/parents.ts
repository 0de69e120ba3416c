/** What is around a node as an event goes: through the slot that shows it, and out of the shadow that it is in. */
export function parentOf(node: Node): Node | null {
  if (node instanceof Element && node.assignedSlot) return node.assignedSlot;
  return node instanceof ShadowRoot ? node.host : node.parentNode;
}

/** A node and all that is around it, innermost first. */
export function pathOf(inner: Node): readonly Node[] {
  const path: Node[] = [];
  for (let node: Node | null = inner; node; node = parentOf(node)) path.push(node);
  return path;
}
