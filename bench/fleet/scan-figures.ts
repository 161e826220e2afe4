/** What one scan of a fleet cost. */
export interface ScanFigures {
  readonly targets: number;
  readonly findings: number;
  readonly cpuMs: number;
  readonly wallMs: number;
  /** When as many targets as were asked for had been scanned; null: never. */
  readonly doneMs: number | null;
  /** Targets that were not scanned, by reason. */
  readonly unknown: Readonly<Record<string, number>>;
}
