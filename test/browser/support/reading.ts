/** Where the first and the last character of the first text in an element are painted. */
export function endsOf(element: Element): { readonly first: DOMRect; readonly last: DOMRect } {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const text = walker.currentNode as Text;
    const length = text.data.trimEnd().length;
    if (length > 0) return { first: placeOf(text, text.data.search(/\S/)), last: placeOf(text, length - 1) };
  }
  throw new Error('The element says nothing');
}

/** Whether the first text in an element begins at its left and ends at its right. */
export function runsRight(element: Element): boolean {
  const { first, last } = endsOf(element);
  return first.left < last.left;
}

function placeOf(text: Text, index: number): DOMRect {
  const range = document.createRange();
  range.setStart(text, index);
  range.setEnd(text, index + 1);
  return range.getBoundingClientRect();
}
