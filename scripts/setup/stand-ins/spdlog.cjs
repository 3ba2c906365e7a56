// Stands in for the native module @vscode/spdlog in VS Code's server. Without it every output channel of an extension stays
// empty: VS Code writes them to files through this module. No rotation: what is written here does not live long.
const { closeSync, mkdirSync, openSync, writeSync } = require('node:fs');
const { dirname } = require('node:path');

const names = ['trace', 'debug', 'info', 'warning', 'error', 'critical'];

class Logger {
  /**
   * @param {string} _type
   * @param {string} _name
   * @param {string} file
   */
  constructor(_type, _name, file) {
    mkdirSync(dirname(file), { recursive: true });
    /** @type {number | undefined} */
    this.descriptor = openSync(file, 'a');
    this.level = 2;
    this.plain = false;
  }

  /**
   * @param {number} level
   * @param {string} message
   */
  write(level, message) {
    if (this.descriptor === undefined || level < this.level) return;
    const now = new Date();
    const local = new Date(now.getTime() - now.getTimezoneOffset() * 60_000).toISOString();
    const prefix = this.plain ? '' : `${local.slice(0, 10)} ${local.slice(11, 23)} [${names[level]}] `;
    writeSync(this.descriptor, this.plain ? message : `${prefix}${message}\n`);
  }

  /** @param {string} message */
  trace(message) {
    this.write(0, message);
  }
  /** @param {string} message */
  debug(message) {
    this.write(1, message);
  }
  /** @param {string} message */
  info(message) {
    this.write(2, message);
  }
  /** @param {string} message */
  warn(message) {
    this.write(3, message);
  }
  /** @param {string} message */
  error(message) {
    this.write(4, message);
  }
  /** @param {string} message */
  critical(message) {
    this.write(5, message);
  }

  getLevel() {
    return this.level;
  }
  /** @param {number} level */
  setLevel(level) {
    this.level = level;
  }
  /** VS Code uses one pattern, which write() follows. */
  setPattern() {
    this.plain = false;
  }
  clearFormatters() {
    this.plain = true;
  }
  /** Nothing is held back. */
  flush() {
    return undefined;
  }
  drop() {
    if (this.descriptor !== undefined) closeSync(this.descriptor);
    this.descriptor = undefined;
  }
}

/**
 * @param {string} name
 * @param {string} file
 */
async function createRotatingLogger(name, file) {
  return new Logger('rotating', name, file);
}

exports.version = 0;
exports.setLevel = () => undefined;
exports.setFlushOn = () => undefined;
exports.Logger = Logger;
exports.createRotatingLogger = createRotatingLogger;
exports.createAsyncRotatingLogger = createRotatingLogger;
