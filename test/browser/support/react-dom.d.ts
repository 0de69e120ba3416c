/** What the tests use of it; its types are a package of their own. */
declare module 'react-dom' {
  export function flushSync(render: () => void): void;
}

declare module 'react-dom/client' {
  import type { ReactNode } from 'react';

  export function createRoot(container: Element): { render(node: ReactNode): void; unmount(): void };
}
