/** What one check of `doctor` found. Texts are plain; a surface makes them safe to show. */
export interface DoctorCheck {
  /** What is checked together: "Configuration", "Slack", "data-production (111122223333)". */
  readonly group: string;
  readonly check: string;
  /**
   * `warning`: it works, and could be better. `not-checked`: it could not be tried, or was not asked for. That proves
   * nothing, good or bad.
   */
  readonly outcome: 'ok' | 'warning' | 'problem' | 'not-checked';
  readonly detail?: string;
  /** What to fix, in lines: sentences, commands, a policy statement as JSON to copy. */
  readonly fix?: string;
}

/** 0: no problem was found. 1: something has to be fixed. What was not checked is shown and fails nothing. */
export function doctorExitCode(checks: readonly DoctorCheck[]): 0 | 1 {
  return checks.some(({ outcome }) => outcome === 'problem') ? 1 : 0;
}
