// Runs Azurite's table service for Azurite.cs:  node run-azurite.cjs <Azurite's entry file> <Azurite's options...>
//
// It runs in Azurite's own process and adds what Azurite lacks:
// - It ends when its standard input ends. The parent holds the other end of that pipe and never writes to it, so the
//   parent's death, however it comes, stops Azurite on every operating system. It ends by closing the store first:
//   Azurite saves only every five seconds and at a proper close.
// - It leaves SIGINT alone. Ctrl+C reaches every process of the terminal; the parent still has requests to finish then.
// - It treats SIGTERM as the end too; Azurite by itself would die of it with its last five seconds unsaved.
// - It tells the port it listens on, so that port 0 works: the operating system picks a free one, and nobody can take it
//   between the picking and the listening.
"use strict";

const net = require("node:net");

const [entry, ...options] = process.argv.slice(2);
process.argv = [process.argv[0], entry, ...options];

const listen = net.Server.prototype.listen;
net.Server.prototype.listen = function (...where) {
  this.once("listening", () => console.log(`Listening on port ${this.address().port}`));
  return listen.apply(this, where);
};

const once = process.once;
process.once = function (event, listener) {
  return event === "SIGINT" ? this : once.call(this, event, listener);
};
process.on("SIGINT", () => {});

function stop() {
  // Azurite closes its store on this message, then nothing keeps the process running. Before its start is complete
  // it does not listen for the message, and there is nothing to save.
  if (!process.emit("message", "shutdown")) {
    process.exit(0);
  }
}
process.once("SIGTERM", stop);
process.stdin.once("close", stop).on("error", () => {}).resume();

// A dead parent reads no output. A failed write of a progress line must not keep the store from being saved.
process.stdout.on("error", () => {});
process.stderr.on("error", () => {});

require(entry);
