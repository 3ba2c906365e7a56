/** How a script and its arguments get through ssh and the remote login shell, whichever that is, unchanged. */

/** `text` as one word of a POSIX shell: in single quotes, where only the quote itself needs care. */
export function quoteForSh(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** Bytes that mean nothing to any shell inside single quotes, nor to `printf %b`. */
const plain = /[A-Za-z0-9 _.,:=+@/-]/;

/** `text` for `printf %b`: every byte that could mean something to some shell as `\0ooo`. */
function encode(text: string): string {
  let encoded = '';
  for (const byte of Buffer.from(text, 'utf8')) {
    const character = String.fromCharCode(byte);
    encoded += plain.test(character) ? character : `\\0${byte.toString(8).padStart(3, '0')}`;
  }
  return encoded;
}

/**
 * The one command string for ssh that runs `script` with `arguments` as `$1`, `$2`, … in the remote `sh`.
 *
 * sshd gives the string to the login shell (`$SHELL -c STRING`), which may be bash, dash, fish or a csh: they differ in what
 * a backslash, a quote, `!` and a newline mean inside single quotes. So the string has only two single-quoted words, of
 * characters all of them read alike; the script is in the second, escaped for `printf %b` (POSIX), and the `sh` that the
 * first word runs unescapes it. Neither may hold NUL.
 */
export function remoteCommand(script: string, scriptArguments: readonly string[]): string {
  const parameters = scriptArguments.map((argument) => ` ${quoteForSh(argument)}`).join('');
  return `exec sh -c 'eval "$(printf %b "$0")"' '${encode(`set --${parameters}\n${script}`)}'`;
}
