import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { quoteForSh, remoteCommand } from '../../../machine/quoting';

/** The login shells of the systems people have; those that are not here cannot be tried. */
const shells = ['sh', 'bash', 'dash', 'fish', 'tcsh', 'csh', 'zsh', 'ksh', 'mksh', 'busybox'].filter(
  (shell) => spawnSync(shell, shell === 'busybox' ? ['true'] : ['-c', 'true']).status === 0,
);

/** As sshd does: the login shell gets the whole string. */
function login(shell: string, command: string, input = ''): { stdout: string; stderr: string; status: number | null } {
  const shellArguments = shell === 'busybox' ? ['ash', '-c', command] : ['-c', command];
  const { stdout, stderr, status } = spawnSync(shell, shellArguments, { encoding: 'utf8', input });
  return { stdout, stderr, status };
}

const nasty = [
  `a'b"c`,
  'back\\slash \\n \\\\ \\0041',
  'bang!bang !! !x',
  '$HOME ${HOME} $(id) `id`',
  '* ? [a] ~ {a,b}',
  'two\nlines\n',
  '#; & | < > ( ) ^ %',
  '%s %b %%',
  'ünïcode €',
  '-n',
  '',
];

describe('a script for the remote login shell', () => {
  it('is tried with sh and bash at least', () => assert.ok(shells.includes('sh') && shells.includes('bash')));

  for (const shell of shells) {
    it(`arrives unchanged through ${shell}`, () => {
      const script = `for word in "$@"; do printf '<%s>' "$word"; done\nprintf '%s ' '!"\\\\' "\${1}"\ncat`;
      const { stdout, stderr, status } = login(shell, remoteCommand(script, nasty), 'input');
      assert.equal(stderr, '');
      assert.equal(stdout, `${nasty.map((word) => `<${word}>`).join('')}!"\\\\ ${nasty[0] ?? ''} input`);
      assert.equal(status, 0);
    });

    it(`gives its exit status through ${shell}`, () =>
      assert.equal(login(shell, remoteCommand('exit 7', [])).status, 7));
  }

  it('arrives unchanged whatever it holds', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme' }), { maxLength: 4 }), (words) => {
        const clean = words.map((word) => word.replaceAll('\0', ''));
        const { stdout } = login('sh', remoteCommand(`for word in "$@"; do printf '%s,' "$word"; done`, clean));
        assert.equal(stdout, clean.map((word) => `${word},`).join(''));
      }),
      { numRuns: 40 },
    );
  });

  it('holds no character between its quotes that a shell reads in its own way', () => {
    assert.match(remoteCommand('echo \'!\'\n"$x"', nasty), /^exec sh -c '[^'!\n]*' '[A-Za-z0-9 _.,:=+@/\\-]*'$/);
  });
});

describe('a word for sh', () => {
  it('is one word', () => {
    for (const word of nasty) {
      const { stdout } = spawnSync('sh', ['-c', `printf %s ${quoteForSh(word)}`], { encoding: 'utf8' });
      assert.equal(stdout, word);
    }
  });
});
