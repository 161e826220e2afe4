/** What a process needs in its environment for its clock to be off by so many milliseconds. */
export function shiftedBy(ms: number): Readonly<Record<string, string>> {
  const clock = new URL('./shifted-clock.ts', import.meta.url).href;
  return { NODE_OPTIONS: `--import=${clock}`, CLOCK_SHIFT_MS: String(ms) };
}
