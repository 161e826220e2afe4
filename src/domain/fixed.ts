import type { Exposure } from './model.ts';

/**
 * True for what a remediation left behind: everything that used it was moved away, and nothing uses it. When something
 * does again, it is not fixed, whatever was done before.
 */
export function isFixed({ exposure, fixedAt }: { readonly exposure: Exposure; readonly fixedAt?: number }): boolean {
  return exposure === 'unused' && fixedAt !== undefined;
}
