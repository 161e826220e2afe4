/** What Slack remembers of a form between its opening and its submission: opaque ids. */
export interface FormState {
  /** A finding's or a request's id. */
  readonly id: string;
  /** Where the button was pressed. Empty: in the Home. */
  readonly channel: string;
  /** The message of the button. */
  readonly ts?: string;
  /** What a form that does not ask for the mode said of it. Absent: bookmarks only. */
  readonly mode?: 'full';
}

/** The place as private metadata. */
export function formStateText(modalState: FormState): string {
  return JSON.stringify(modalState);
}

/** Reads private metadata; undefined when it is not ours. */
export function readFormState(text = ''): FormState | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    if (typeof parsed !== 'object' || parsed === null || !('id' in parsed) || !('channel' in parsed)) return undefined;
    const { id, channel } = parsed;
    if (typeof id !== 'string' || id === '' || typeof channel !== 'string') return undefined;
    const ts = 'ts' in parsed && typeof parsed.ts === 'string' ? { ts: parsed.ts } : {};
    const mode = 'mode' in parsed && parsed.mode === 'full' ? ({ mode: 'full' } as const) : {};
    return { id, channel, ...ts, ...mode };
  } catch {
    return undefined;
  }
}
