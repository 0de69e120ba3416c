/** Defines a tag unless somebody has. Harmless where there are no custom elements, as in Node. */
export function define(tag: string, element: CustomElementConstructor): void {
  if (typeof customElements === 'undefined' || customElements.get(tag)) return;
  customElements.define(tag, element);
}
