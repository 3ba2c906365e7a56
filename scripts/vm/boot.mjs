// Boots an image, and ends with whoever booted it.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { debianPackages } from './recipe.mjs';
import { run } from './run.mjs';
import { hostAliases, writeSshConfig } from './ssh-config.mjs';

/** Measured under emulation: 20 s for 6.1, 45 s for 6.12, on an idle machine. A busy one took 170 s. */
const bootLimit = 600_000;
/** What systemd says on the console once sshd listens, with colours between the words. */
const sshdListens = /Started .*ssh\.service/;

/**
 * @typedef {object} Vm
 * @property {number} pid QEMU's
 * @property {number} port of sshd, on 127.0.0.1
 * @property {string} keyFile
 * @property {string} sshConfigFile for `ssh -F`; knows the names in hostAliases and no other
 * @property {typeof hostAliases} hostAliases
 * @property {string} serialLog the console's output so far and to come
 * @property {() => Promise<void>} stop ends the machine and removes its temporary files; can be called twice
 *
 * @typedef {object} BootOptions
 * @property {(line: string) => void} [log]
 * @property {AbortSignal | undefined} [signal] ends the boot; a machine that is up is ended by stop()
 */

/**
 * A fresh machine, whose disk forgets everything when it stops. Resolves when root can log in.
 * @param {import('./image.mjs').Image} image
 * @param {BootOptions} [options]
 * @returns {Promise<Vm>}
 * @throws {Error} with the end of the console's output, when it does not come up
 */
export async function bootVm(image, { log = () => undefined, signal } = {}) {
  const dir = await mkdtemp(join(tmpdir(), 'bpf-tracepoints-vm-'));
  const serialLog = join(dir, 'serial.log');
  const port = await freePort();
  const sshConfigFile = await writeSshConfig(dir, image, port);
  const qemu = startQemu(image, port, serialLog);
  const stop = stopper(qemu, dir);
  try {
    const limit = AbortSignal.timeout(bootLimit);
    const ended = endOf(qemu);
    log(`Booting ${image.name} (ssh on 127.0.0.1:${port})`);
    const giveUp = AbortSignal.any([limit, ended.signal, ...(signal ? [signal] : [])]);
    await untilLogin(serialLog, sshConfigFile, giveUp).catch(async (/** @type {unknown} */ error) => {
      signal?.throwIfAborted();
      const why = ended.signal.aborted
        ? ended.reason()
        : limit.aborted
          ? `took over ${bootLimit / 1000} s`
          : String(error);
      throw new Error(`The virtual machine did not come up: ${why}\nEnd of its console:\n${await tail(serialLog)}`);
    });
  } catch (error) {
    await stop();
    throw error;
  }
  return { pid: qemu.pid ?? 0, port, keyFile: image.keyFile, sshConfigFile, hostAliases, serialLog, stop };
}

/** @returns {Promise<number>} a loopback port that nobody had a moment ago */
async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('This machine has no loopback network.');
  return address.port;
}

/**
 * One emulated CPU: with several, QEMU 7.2 emulates kernels from 6.12 on wrongly and they panic. A panic ends QEMU.
 * setpriv makes the kernel kill QEMU when this process dies, however it dies.
 * @param {import('./image.mjs').Image} image
 * @param {number} port
 * @param {string} serialLog
 */
function startQemu(image, port, serialLog) {
  const comma = (/** @type {string} */ path) => path.replaceAll(',', ',,');
  const args = ['--pdeathsig', 'KILL', '--', 'qemu-system-x86_64'];
  args.push('-nodefaults', '-no-reboot', '-display', 'none', '-serial', `file:${serialLog}`);
  args.push('-accel', 'tcg,thread=single', '-cpu', 'max', '-smp', '1', '-m', '1024');
  args.push('-kernel', image.kernel, '-initrd', image.initrd);
  args.push(
    '-append',
    'root=/dev/vda rw console=ttyS0 net.ifnames=0 quiet systemd.show_status=1 panic=-1 fsck.mode=skip mitigations=off',
  );
  args.push('-drive', `file=${comma(image.disk)},if=virtio,format=raw,snapshot=on`, '-device', 'virtio-rng-pci');
  args.push('-netdev', `user,id=net,hostfwd=tcp:127.0.0.1:${port}-:22`);
  args.push('-device', 'virtio-net-pci,netdev=net,romfile=');
  return spawn('setpriv', args, { stdio: ['ignore', 'ignore', 'pipe'] });
}

/**
 * @param {import('node:child_process').ChildProcess} qemu
 * @returns {{ signal: AbortSignal, reason: () => string }} the signal fires when QEMU ended by itself
 */
function endOf(qemu) {
  const ended = new AbortController();
  let said = '';
  qemu.stderr?.setEncoding('utf8').on('data', (text) => (said += text));
  qemu.on('error', (error) => {
    said += `${error.message}. Install: ${debianPackages.join(' ')}`;
    ended.abort();
  });
  qemu.on('close', (code) => {
    // What setpriv says by 127 is what a shell would.
    if (code === 127) said += `Install: ${debianPackages.join(' ')}`;
    ended.abort();
  });
  return { signal: ended.signal, reason: () => `QEMU ended. ${said.trim() || 'The kernel restarted or panicked.'}` };
}

/**
 * @param {import('node:child_process').ChildProcess} qemu
 * @param {string} dir
 * @returns {() => Promise<void>}
 */
function stopper(qemu, dir) {
  const kill = () => void qemu.kill('SIGKILL');
  process.once('exit', kill);
  const gone = new Promise((resolve) => qemu.once('exit', resolve).once('error', resolve));
  return async () => {
    process.removeListener('exit', kill);
    kill();
    await gone;
    await rm(dir, { recursive: true, force: true });
  };
}

/**
 * Nobody connects before sshd listens: QEMU accepts such a connection, and hands it to sshd later even if its client has gone. Those
 * of a slow boot then came all together, and sshd, which drops connections while ten wait for their login (MaxStartups), dropped a
 * test's.
 * @param {string} serialLog
 * @param {string} sshConfigFile
 * @param {AbortSignal} giveUp
 */
async function untilLogin(serialLog, sshConfigFile, giveUp) {
  while (!sshdListens.test(await consoleText(serialLog))) await pause(200, undefined, { signal: giveUp });
  // What is started at the boot has come to its end, well or badly; and another login gets through after that.
  await login('systemctl is-system-running --wait || true', sshConfigFile, giveUp);
  await login('true', sshConfigFile, giveUp);
}

/**
 * @param {string} command
 * @param {string} sshConfigFile
 * @param {AbortSignal} giveUp
 */
async function login(command, sshConfigFile, giveUp) {
  for (let wait = 250; ; wait = Math.min(wait * 2, 4_000)) {
    const words = ['-F', sshConfigFile, '-o', 'BatchMode=yes', '-o', 'ConnectTimeout=30', hostAliases.root, command];
    const { code, stderr } = await run('ssh', words, { signal: giveUp });
    if (code === 0) return;
    giveUp.throwIfAborted();
    // Refused keys do not become accepted by waiting.
    if (code === 127 || /Permission denied|verification failed/.test(stderr)) throw new Error(`ssh: ${stderr.trim()}`);
    await pause(wait, undefined, { signal: giveUp });
  }
}

/**
 * @param {string} serialLog
 * @returns {Promise<string>} all that the console said; QEMU makes the file when it starts
 */
const consoleText = (serialLog) => readFile(serialLog, 'utf8').catch(() => '');

/** @param {string} file */
async function tail(file) {
  const text = await consoleText(file);
  return text.split('\n').slice(-30).join('\n').trim() || '(nothing)';
}
