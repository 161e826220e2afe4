// Loaded before the bot: tells at its end, on file descriptor 4, how much CPU time the main thread used without a pause.
// Every 2 ms a timer looks; whatever ran between two looks counts as one task, so the figure is never too small.
const { writeSync } = require('node:fs');
const { isMainThread } = require('node:worker_threads');

if (isMainThread) {
  const everyMs = 2;
  let [last, longest] = [0, 0];
  const cpuMs = () => {
    const { user, system } = process.threadCpuUsage();
    return (user + system) / 1000;
  };
  const look = () => {
    const now = cpuMs();
    longest = Math.max(longest, now - last);
    last = cpuMs();
  };
  // What loading costs is no task of the running bot.
  process.on('SIGUSR2', () => {
    [last, longest] = [cpuMs(), 0];
    setInterval(look, everyMs).unref();
  });
  process.once('exit', () => writeSync(4, JSON.stringify({ longestMs: longest })));
}
