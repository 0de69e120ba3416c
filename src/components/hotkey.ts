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
  const parts = hotkey.toLowerCase().split('+');
  const key = parts.pop() ?? '';
  const wanted = new Set(parts.map((part) => MODIFIERS[part as keyof typeof MODIFIERS]));
  const fits = ([...new Set(Object.values(MODIFIERS))] as const).every(
    (name) => event[name] === wanted.has(name),
  );
  return fits && (event.key.toLowerCase() === key || event.code.toLowerCase() === key);
}

/** Whether this keyup ends what the key of `code` holds down. Of letters held with ⌘, macOS tells no keyup but ⌘'s own. */
export function endsHold(event: KeyboardEvent, code: string): boolean {
  return event.code === code || event.key === 'Meta';
}

/** Whether the key belongs to a text that is being written. */
export function isTyping(event: KeyboardEvent): boolean {
  const [target] = event.composedPath();
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement) return !NO_TEXT.includes(target.type);
  return (
    target.isContentEditable || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement
  );
}
