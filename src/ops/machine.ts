import { readFileSync, readlinkSync } from 'node:fs';

/**
 * Where pids mean the same: one boot of one kernel, and one pid namespace, which each container has for itself. Host names
 * say neither: two containers can have the same, with pid 1 in both. Undefined where the kernel does not say (it is no
 * Linux, or keeps it from us).
 */
export function machineId(): string | undefined {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return `${boot} ${readlinkSync('/proc/self/ns/pid')}`;
  } catch {
    return undefined;
  }
}

/** Whether a process of this machine lives. Signal 0 only asks. EPERM: it lives and is somebody else's. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
