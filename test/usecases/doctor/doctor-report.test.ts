import { expect, test } from 'vitest';
import { type DoctorCheck, doctorExitCode } from '../../../src/usecases/doctor/doctor-report.ts';

const check = (outcome: DoctorCheck['outcome']): DoctorCheck => ({ group: 'g', check: 'c', outcome });

test.each<{ outcomes: readonly DoctorCheck['outcome'][]; code: number }>([
  { outcomes: [], code: 0 },
  { outcomes: ['ok', 'warning', 'not-checked'], code: 0 },
  { outcomes: ['ok', 'problem', 'not-checked'], code: 1 },
])('$outcomes: $code', ({ outcomes, code }) => {
  expect(doctorExitCode(outcomes.map(check))).toBe(code);
});
