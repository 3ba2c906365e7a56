/**
 * A machine made of shell scripts: an `ssh` that runs the command here, and a `sudo` that behaves like the real one with LC_ALL=C
 * (sudo 1.9). What runs on it runs as the user of the tests; nothing outside its folder is touched.
 */
import { chmod, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { MachineIo } from '../../../machine/privileged';
import { PasswordStore } from '../../../machine/passwords';
import type { SshTarget } from '../../../machine/target';

export interface FakeMachine {
  readonly folder: string;
  readonly target: SshTarget;
  readonly passwords: PasswordStore;
  /** What the machine was told, by whoever listens on it: command lines and environments of ssh and sudo. */
  seen(): Promise<string>;
  io(answers?: readonly (string | undefined)[], signal?: AbortSignal): MachineIo & { readonly asked: number[] };
  remove(): Promise<void>;
}

export interface FakeOptions {
  /** `none`: not installed; `free`: asks nothing; `password`: wants "secret"; `stranger`: knows it, but is in no sudoers file. */
  readonly sudo: 'none' | 'free' | 'password' | 'stranger' | 'terminal';
  /** What the login shell prints before anything else. */
  readonly noise?: string;
  /** Replaces the fake ssh's own script. */
  readonly ssh?: string;
  /** Commands the account can use only if it is root, as the real `id -u` says it. */
  readonly root?: boolean;
}

const fakeSudo = (kind: FakeOptions['sudo']): string => `#!/bin/sh
folder=$(dirname "$0")
{ echo "sudo $*"; env; } >>"$folder/seen"
if [ "$1" = -n ]; then
  [ ${kind} = free ] || { echo 'sudo: a password is required' >&2; exit 1; }
  shift 2
  FAKE_ROOT=1 exec "$@"
fi
[ "$1 $2 $3" = '-k -S -p' ] && [ "$5" = -- ] || { echo "sudo: unexpected $*" >&2; exit 1; }
[ ${kind} = terminal ] && { echo 'sudo: sorry, you must have a tty to run sudo' >&2; exit 1; }
prompt=$4
shift 5
for try in 1 2 3; do
  printf %s "$prompt" >&2
  IFS= read -r password || { echo 'sudo: no password was provided' >&2; exit 1; }
  if [ "$password" = secret ]; then
    [ ${kind} = stranger ] && { echo 'me is not in the sudoers file.' >&2; exit 1; }
    FAKE_ROOT=1 exec "$@"
  fi
  [ $try = 3 ] || echo 'Sorry, try again.' >&2
done
echo 'sudo: 3 incorrect password attempts' >&2
exit 1
`;

/** `path` is all that the machine has: without sudo it must not find that of the machine the tests run on. */
const fakeSsh = (noise: string, bin: string, path: string): string => `#!/bin/sh
{ echo "ssh $*"; env; } >>"${bin}/seen"
for command; do :; done
PATH=${path}
printf '%s' '${noise}'
exec sh -c "$command"
`;

/** Says that the user is not root unless sudo made it so; other questions go to the real one. */
const fakeId = `#!/bin/sh
if [ "$*" = -u ] && [ -z "$FAKE_ROOT" ]; then echo 1000; elif [ "$*" = -u ]; then echo 0; else exec /usr/bin/id "$@"; fi
`;

export async function makeFakeMachine(options: FakeOptions): Promise<FakeMachine> {
  const folder = await mkdtemp(join(tmpdir(), 'fake-machine-'));
  const bin = join(folder, 'bin');
  await mkdir(bin);
  const program = async (name: string, text: string): Promise<void> => {
    await writeFile(join(bin, name), text);
    await chmod(join(bin, name), 0o755);
  };
  await program(
    'ssh',
    options.ssh ?? fakeSsh(options.noise ?? '', bin, options.sudo === 'none' ? bin : `${bin}:$PATH`),
  );
  if (options.root !== true) await program('id', fakeId);
  for (const name of options.sudo === 'none' ? ['sh', 'head', 'cat'] : [])
    await symlink(`/bin/${name}`, join(bin, name));
  if (options.sudo !== 'none') await program('sudo', fakeSudo(options.sudo));
  const passwords = new PasswordStore();
  return {
    folder,
    target: { kind: 'ssh', name: 'box1', host: 'box1.example' },
    passwords,
    seen: () => readFile(join(bin, 'seen'), 'utf8'),
    io: (answers = [], signal) => {
      const asked: number[] = [];
      return {
        ssh: { sshPath: join(bin, 'ssh') },
        passwords,
        askPassword: (_machine, attempt) => {
          asked.push(attempt);
          return Promise.resolve(answers[asked.length - 1]);
        },
        asked,
        ...(signal === undefined ? {} : { signal }),
      };
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
