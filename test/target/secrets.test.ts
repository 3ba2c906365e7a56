/** Where sudo's password can be found while it is in use: nowhere but in the processes that need it. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PasswordStore } from '../../machine/passwords';
import { sshExec, staffPassword } from './bed';
import { SessionBed } from './session-bed';

/** In no other text, so that what holds it is a leak. Put together here, so that this file's own bundle does not hold it. */
const secret = ['hush', 'Xq7', String(process.pid), 'vZ'].join('-');

/**
 * Prints what holds the secret on the target: command lines and environments, the journal, and every file that is written at run
 * time. Perl, which every Debian has, because a shell would put the secret into a command line to look for it. It comes on stdin.
 */
const searchScript = `
use strict; use warnings; use File::Find;
chomp(my $secret = <DATA>);
sub holds { my ($path) = @_; open(my $file, '<', $path) or return 0; local $/; my $text = <$file>; return defined $text && index($text, $secret) >= 0 }
for my $path (glob("/proc/[0-9]*/cmdline"), glob("/proc/[0-9]*/environ")) { print "$path\\n" if holds($path) }
if (open(my $journal, '-|', 'journalctl --no-pager --quiet --all')) { while (<$journal>) { print "journal: $_" if index($_, $secret) >= 0 } }
find({ no_chdir => 1, wanted => sub {
  if (-l $_ || $_ eq '/var/lib/dpkg') { $File::Find::prune = 1; return }
  print "$_\\n" if -f $_ && -s _ < 64e6 && holds($_);
} }, '/tmp', '/var', '/run', '/root', '/home', '/dev/shm', '/etc');
print "searched\\n";
__DATA__
`;

describe("sudo's password on a real machine", function () {
  this.timeout(180_000);
  let bed: SessionBed;

  before(async () => {
    bed = await SessionBed.open();
    await sshExec('vm-root', 'chpasswd', `staff:${secret}\n`);
  });
  after(async () => {
    await sshExec('vm-root', 'chpasswd', `staff:${staffPassword}\n`);
    await bed.close();
  });

  async function onTarget(): Promise<string[]> {
    const { stdout, stderr } = await sshExec('vm-root', 'perl -', `${searchScript}${secret}\n`);
    assert.match(stdout, /searched\n$/, stderr);
    return stdout.split('\n').slice(0, -2);
  }

  it('is in no command line, environment, log or file there or here, while a session runs by it', async () => {
    const { session, output, log } = await bed.start('vm-staff', { io: bed.io(secret) });
    await output();
    assert.equal(bed.passwords.get(bed.target('vm-staff')), secret);
    assert.deepEqual(await onTarget(), []);
    assert.deepEqual(onThisMachine(bed.folder), []);
    assert.ok(log.every((line) => !line.includes(secret)));
    await session.stop();
    assert.deepEqual(await onTarget(), []);
    assert.deepEqual(onThisMachine(bed.folder), []);
  });

  it('is in no failure, when it is wrong', async () => {
    const wrong = `${secret}-wrong`;
    const failure = await bed.fails('vm-staff', {
      io: { ...bed.io(wrong), passwords: new PasswordStore() },
    });
    assert.equal(failure.code, 'wrong-password');
    assert.ok(!JSON.stringify(failure).includes(secret));
    assert.deepEqual(await onTarget(), []);
  });

  it('would be found', async () => {
    await sshExec(
      'vm-root',
      'cat >/tmp/leak; sleep 30 <&- >&- 2>&- & env "X=$(cat /tmp/leak)" sh -c ": ; sleep 30 <&- >&- 2>&- &"',
      secret,
    );
    try {
      const found = await onTarget();
      assert.ok(found.includes('/tmp/leak'), found.join('\n'));
      assert.ok(
        found.some((line) => /^\/proc\/\d+\/environ$/.test(line)),
        found.join('\n'),
      );
    } finally {
      await sshExec('vm-root', 'rm /tmp/leak');
    }
  });
});

/** Command lines and environments of every process here, and files below the folder. */
function onThisMachine(folder: string): string[] {
  const found = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => [`/proc/${pid}/cmdline`, `/proc/${pid}/environ`]);
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  return [...found, ...files].filter((path) => {
    try {
      return readFileSync(path).includes(secret);
    } catch {
      return false; // It ended meanwhile, or is another user's.
    }
  });
}
