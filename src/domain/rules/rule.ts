/** What every rule tells about itself. */
export interface Rule {
  readonly id: string;
  readonly title: string;
  readonly summary: string;
  readonly riskLevel: 'Low' | 'Medium' | 'High';
  readonly standards: readonly string[];
  readonly relatedControls: readonly string[];
  /** Steps in our own words, in order. */
  readonly remediation: readonly string[];
}
