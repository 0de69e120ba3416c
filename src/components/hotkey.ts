const MODIFIERS = {
  control: 'ctrlKey',
  ctrl: 'ctrlKey',
  alt: 'altKey',
  shift: 'shiftKey',
  meta: 'metaKey',
} as const satisfies Record<string, keyof KeyboardEvent>;

const NO_TEXT: readonly string[] = [
  'button',
  'checkbox',
  'color',
  'file',
  'image',
  'radio',
  'range',
  'reset',
  'submit',
];

/** Whether a key event is of a hotkey such as `t`, `F8`, `Space` or `Control+Shift+T` (as in `aria-keyshortcuts`). */
export function isHotkey(event: KeyboardEvent, hotkey: string): boolean {
  const [key, ...held] = partsOf(hotkey);
  const wanted = new Set(held.map((part) => MODIFIERS[part as keyof typeof MODIFIERS]));
  const fits = ([...new Set(Object.values(MODIFIERS))] as const).every(
    (name) => event[name] === wanted.has(name),
  );
  return Boolean(key) && fits && (event.key.toLowerCase() === key || event.code.toLowerCase() === key);
}

/** Says on the console when no key can ever be of a hotkey. */
export function checkHotkey(hotkey: string): void {
  if (partsOf(hotkey)[0]) return;
  console.warn(`<kvs-ptt-button>: "${hotkey}" is no hotkey. Before the key use Control, Alt, Shift or Meta.`);
}

/** The key and what is held with it. Nothing where that is unknown: the key alone would be pressed by chance. */
function partsOf(hotkey: string): readonly string[] {
  const parts = hotkey
    .toLowerCase()
    .split('+')
    .map((part) => part.trim() || part)
    .reverse();
  return parts.slice(1).every((part) => Object.hasOwn(MODIFIERS, part)) ? parts : [];
}

/** Whether this keyup ends what the key of `code` holds down. Of letters held with ⌘, macOS tells no keyup but ⌘'s own. */
export function endsHold(event: KeyboardEvent, code: string): boolean {
  return event.code === code || event.key === 'Meta';
}

/** Aborts when the key of `code` goes up, wherever the focus is by then, and when nobody would hear of that. */
export function holdOf(code: string): AbortController {
  const hold = new AbortController();
  const { signal } = hold;
  const letGo = (): void => hold.abort();
  addEventListener('keyup', (event) => endsHold(event, code) && letGo(), { signal, capture: true });
  addEventListener('blur', letGo, { signal });
  document.addEventListener('visibilitychange', letGo, { signal });
  return hold;
}

/** Whether the key belongs to a text that is being written. */
export function isTyping(event: KeyboardEvent): boolean {
  const [target] = event.composedPath();
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement) return !NO_TEXT.includes(target.type);
  return (
    target.isContentEditable ||
    target instanceof HTMLTextAreaElement ||
    target instanceof HTMLSelectElement ||
    isClosed(target)
  );
}

/** Whether the focus is inside a custom element that lets nobody look into it: there may be a field. */
function isClosed(element: HTMLElement): boolean {
  // What has a tab index has the focus itself; what has no class is only named so, as the hosts of Angular.
  return (
    element.matches(':defined:not([tabindex])') && element.localName.includes('-') && !element.shadowRoot
  );
}
