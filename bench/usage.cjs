// Loaded before a measured program: tells at its end, on file descriptor 3, what the process used.
const { readFileSync, writeSync } = require('node:fs');

/** The peak since exec. `maxRSS` would count the parent's memory too: Linux carries it over from before the exec. */
function peakKb({ maxRSS }) {
  try {
    const [, kb] = /^VmHWM:\s*(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'));
    return Number(kb);
  } catch {
    return maxRSS;
  }
}

process.once('exit', () => {
  const usage = process.resourceUsage();
  const cpuMs = (usage.userCPUTime + usage.systemCPUTime) / 1000;
  writeSync(3, JSON.stringify({ cpuMs, peakMb: peakKb(usage) / 1024 }));
});
