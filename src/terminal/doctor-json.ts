import { type DoctorCheck, doctorExitCode } from '../usecases/doctor/doctor-report.ts';
import { escapeUnseen } from './json.ts';

/**
 * The checks for programs: `checks` in the order of the table, and `summary` with how many ended how. The words of
 * `outcome` stay; the other texts are for people.
 */
export function renderDoctorJson(checks: readonly DoctorCheck[]): string {
  const count = (outcome: DoctorCheck['outcome']) => checks.filter((check) => check.outcome === outcome).length;
  const document = {
    checks: checks.map(({ group, check, outcome, detail, fix }) => ({ group, check, outcome, detail, fix })),
    summary: {
      passed: doctorExitCode(checks) === 0,
      ok: count('ok'),
      warning: count('warning'),
      problem: count('problem'),
      'not-checked': count('not-checked'),
    },
  };
  return `${escapeUnseen(JSON.stringify(document, null, 2))}\n`;
}
