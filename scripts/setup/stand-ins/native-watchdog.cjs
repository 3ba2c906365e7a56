// Stands in for the native module @vscode/native-watchdog in VS Code's server: ends an extension host whose server is gone.

/** @param {number} pid of the process to watch */
exports.start = (pid) => {
  const look = () => {
    try {
      process.kill(pid, 0);
    } catch {
      process.exit(87);
    }
  };
  setInterval(look, 1_000).unref();
};
