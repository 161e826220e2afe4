// Loaded before the bot: tells at its end, on file descriptor 4, how much CPU time the main thread used without a pause.
// A task is what runs from one callback of Node's loop (an answer of a socket, a message of a thread, a timer) until the
// next one begins, with its promises and ticks: nothing else can run in between. A turn is what ran between two looks of a
// timer, every 2 ms: many short tasks, where many answers came at once.
const { AsyncResource, createHook, executionAsyncResource } = require('node:async_hooks');
const { writeSync } = require('node:fs');
const { isMainThread } = require('node:worker_threads');

const everyMs = 2;

const cpuMs = () => {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
};

/** Ticks and what runs in a context of its own belong to the callback after which they run. */
function isOfCallback(resource) {
  return resource instanceof AsyncResource || Object.getPrototypeOf(resource) === Object.prototype;
}

function measure() {
  let longest = 0;
  let last = cpuMs();
  return {
    end() {
      const now = cpuMs();
      longest = Math.max(longest, now - last);
      last = now;
    },
    longest: () => longest,
  };
}

if (isMainThread) {
  let tasks = measure();
  let turns = measure();
  let depth = 0;
  const hook = createHook({
    before() {
      if (depth === 0 && !isOfCallback(executionAsyncResource())) tasks.end();
      depth += 1;
    },
    after() {
      depth = Math.max(0, depth - 1);
    },
    trackPromises: false,
  });
  // What loading costs is no task of the running bot.
  process.on('SIGUSR2', () => {
    tasks = measure();
    turns = measure();
    depth = 0;
    hook.enable();
    setInterval(() => turns.end(), everyMs).unref();
  });
  process.once('exit', () => writeSync(4, JSON.stringify({ taskMs: tasks.longest(), turnMs: turns.longest() })));
}
