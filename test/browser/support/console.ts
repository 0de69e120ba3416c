/** What the page is told on the console by `method` while `act` runs. */
export async function told(method: 'warn' | 'error', act: () => unknown): Promise<string[]> {
  const heard: string[] = [];
  const before = console[method];
  console[method] = (...words: unknown[]) => void heard.push(words.join(' '));
  try {
    await act();
  } finally {
    console[method] = before;
  }
  return heard;
}
