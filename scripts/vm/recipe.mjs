// What the virtual machine's image is made of. Everything here enters the cache key, so a change builds a new image.
import { createHash } from 'node:crypto';

/**
 * @typedef {import('./kernels.mjs').DebianKernel} DebianKernel
 * @typedef {import('./kernels.mjs').Suite} Suite
 */

/** What must be installed to build an image and boot it. `uidmap` only matters to builders who are not root. */
export const debianPackages = [
  'mmdebstrap',
  'debian-archive-keyring',
  'qemu-system-x86',
  'e2fsprogs',
  'openssh-client',
  'util-linux',
  'uidmap',
];

/** Password of the user `staff`, who is the one whose sudo asks. */
export const staffPassword = 'tracepoints';

/** The smallest Debian one would meet as a server. Nothing of BPF: the target must need nothing installed. */
const packages = ['openssh-server', 'systemd-sysv', 'udev', 'kmod', 'sudo'];

/** bcc's tools, for the tests that compare with them: in an image of its own, since LLVM and Python come along. */
export const bccPackages = ['bpfcc-tools'];

/** Units that only cost time in a machine that lives for minutes, under emulation. */
const maskedUnits = [
  'apt-daily.timer',
  'apt-daily-upgrade.timer',
  'dpkg-db-backup.timer',
  'e2scrub_all.timer',
  'e2scrub_reap.service',
  'fstrim.timer',
  'getty@tty1.service',
  'serial-getty@ttyS0.service',
  'systemd-networkd-wait-online.service',
];

/**
 * Before packages are fetched: the other part of the archive, from wherever the suite comes.
 * @param {Suite} suite
 * @param {string} archive
 */
const archiveHook = (suite, archive) => `
set -eu
sed -n 's/^\\(deb .*\\) ${suite} main.*/\\1 ${archive} main/p' "$1/etc/apt/sources.list" >"$1/etc/apt/sources.list.d/archive.list"
test -s "$1/etc/apt/sources.list.d/archive.list"
`;

/** Before the kernel's package makes its initrd: only the modules this machine needs to find its root. */
const initrdHook = `
set -eu
mkdir -p "$1/etc/initramfs-tools/conf.d" "$1/usr/share/initramfs-tools/modules.d"
echo MODULES=list >"$1/etc/initramfs-tools/conf.d/vm"
printf '%s\\n' virtio_pci virtio_blk virtio_rng ext4 >"$1/usr/share/initramfs-tools/modules.d/vm"
`;

/**
 * sshd 9.8 and later shut a client out for seconds after a refused login, and here every test is the same client. Older ones do not
 * know the word, and end.
 * @param {Suite} suite
 */
const sshdSettings = (suite) => (suite === 'trixie' ? 'PerSourcePenalties no\n' : '');

/**
 * Users, network, units. QEMU's user network is always 10.0.2.0/24 with the host at .2, so there is no DHCP to wait for.
 * @param {Suite} suite
 * @param {string} publicKey
 */
const usersAndNetworkHook = (suite, publicKey) => `
set -eu
chroot "$1" useradd -m -s /bin/bash wheel
chroot "$1" useradd -m -s /bin/bash -g users -G sudo staff
chroot "$1" useradd -m -s /bin/bash plain
echo 'staff:${staffPassword}' | chroot "$1" chpasswd
echo 'wheel ALL=(ALL:ALL) NOPASSWD: ALL' >"$1/etc/sudoers.d/wheel"
chmod 440 "$1/etc/sudoers.d/wheel"
for user in root wheel staff plain; do
  home=/home/$user
  [ $user != root ] || home=/root
  mkdir -m 700 -p "$1$home/.ssh"
  echo '${publicKey}' >"$1$home/.ssh/authorized_keys"
  chmod 600 "$1$home/.ssh/authorized_keys"
  chroot "$1" chown -R "$user:" "$home/.ssh"
done
printf '%s' '${sshdSettings(suite)}' >"$1/etc/ssh/sshd_config.d/vm.conf"
printf '%s\\n' '[Match]' 'Name=eth0' '[Network]' 'Address=10.0.2.15/24' 'Gateway=10.0.2.2' 'LinkLocalAddressing=no' \\
  'IPv6AcceptRA=no' >"$1/etc/systemd/network/eth0.network"
chroot "$1" systemctl enable systemd-networkd.service ssh.service
chroot "$1" systemctl mask ${maskedUnits.join(' ')}
`;

/**
 * Makes disk, kernel and initrd of the unpacked system, in the folder `$1`. Names and machine-id are set here because mmdebstrap
 * clears them after its hooks; without a machine-id each boot would be systemd's first and take it 10 s longer.
 */
export const packScript = `
set -eu
cd "$1"
trap 'rm -rf tree rootfs.tar' EXIT
mkdir tree
tar -x -p --numeric-owner --xattrs '--xattrs-include=*' '--exclude=./dev/*' -C tree -f rootfs.tar
rm rootfs.tar
echo tracepoints-vm >tree/etc/hostname
printf '127.0.0.1 localhost\\n127.0.1.1 tracepoints-vm\\n' >tree/etc/hosts
tr -d - </proc/sys/kernel/random/uuid >tree/etc/machine-id
cp tree/boot/vmlinuz-* kernel
cp tree/boot/initrd.img-* initrd
cp tree/etc/ssh/ssh_host_ed25519_key.pub host_key.pub
chmod 644 kernel initrd host_key.pub
mke2fs -q -t ext4 -L root -d tree disk.img 1536M
`;

/**
 * mmdebstrap's arguments but for mode, suite, output and mirror.
 * @param {DebianKernel} kernel
 * @param {string} publicKey one line, `ssh-ed25519 AAAA… comment`
 * @param {readonly string[]} [more] packages beside those of every image
 * @returns {string[]}
 */
export function bootstrapArguments({ suite, packageName, archive }, publicKey, more = []) {
  return [
    '--variant=minbase',
    '--architectures=amd64',
    ...(archive ? [`--setup-hook=${archiveHook(suite, archive)}`] : []),
    `--include=${[archive ? `${packageName}/${archive}` : packageName, ...packages, ...more].join(',')}`,
    '--dpkgopt=path-exclude=/usr/share/man/*',
    '--dpkgopt=path-exclude=/usr/share/locale/*',
    '--dpkgopt=path-exclude=/usr/share/doc/*',
    '--dpkgopt=path-include=/usr/share/doc/*/copyright',
    `--essential-hook=${initrdHook}`,
    `--customize-hook=${usersAndNetworkHook(suite, publicKey)}`,
  ];
}

/**
 * Names what the image with this kernel is made of. The key is left out: each build makes its own.
 * @param {DebianKernel} kernel
 * @param {readonly string[]} [more] packages beside those of every image
 * @returns {string} 12 hexadecimal digits
 */
export function recipeHash(kernel, more = []) {
  const recipe = JSON.stringify([kernel.suite, bootstrapArguments(kernel, 'KEY', more), packScript]);
  return createHash('sha256').update(recipe).digest('hex').slice(0, 12);
}
