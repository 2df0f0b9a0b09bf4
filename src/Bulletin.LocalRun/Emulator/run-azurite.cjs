// Runs Azurite's services for Azurite.cs:  node run-azurite.cjs <Azurite's entry file> <Azurite's options...>
//
// It runs in Azurite's own process and adds what Azurite lacks:
// - It ends when its standard input ends. The parent holds the other end of that pipe and never writes to it, so the
//   parent's death, however it comes, stops Azurite on every operating system. It ends by closing the store first:
//   Azurite saves only every five seconds and at a proper close.
// - It leaves SIGINT alone. Ctrl+C reaches every process of the terminal; the parent still has requests to finish then.
// - It closes the store on SIGTERM too, even if that comes while Azurite is closing it for another reason.
"use strict";

const [entry, ...options] = process.argv.slice(2);
process.argv = [process.argv[0], entry, ...options];

const once = process.once;
process.once = function (event, listener) {
  return event === "SIGINT" || event === "SIGTERM" ? this : once.call(this, event, listener);
};
process.on("SIGINT", () => {});

let stopping = false;
function stop() {
  if (stopping) {
    return;
  }
  stopping = true;
  // Azurite closes its store on this message, then nothing keeps the process running. Before its start is complete
  // it does not listen for the message, and there is nothing to save.
  if (!process.emit("message", "shutdown")) {
    process.exit(0);
  }
}
process.on("SIGTERM", stop);
process.stdin.once("close", stop).on("error", () => {}).resume();

// A dead parent reads no output. A failed write of a progress line must not keep the store from being saved.
process.stdout.on("error", () => {});
process.stderr.on("error", () => {});

require(entry);
