// Loaded before a program that was started with --expose-gc: tells at its end, on file descriptor 4, the most bytes that
// lived in its heap, garbage left out.
const { writeSync } = require('node:fs');
const { isMainThread } = require('node:worker_threads');

let most = 0;
function look() {
  globalThis.gc();
  most = Math.max(most, process.memoryUsage().heapUsed);
}

if (isMainThread) {
  setInterval(look, 50).unref();
  process.once('exit', () => {
    look();
    writeSync(4, String(most));
  });
}
