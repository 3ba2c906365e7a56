/** Which host strings may stand on ssh's command line. */

/** Longest host ssh can be asked for: 255 for a name (RFC 1035) and 64 for a user. */
const longestHost = 320;

/**
 * Why `host` is refused, as a sentence, or undefined where it is fine. A host is `[user@]name`, where a name is an alias of
 * `~/.ssh/config`, a DNS name, or an IPv4 or IPv6 address with or without brackets and zone. This is an allow-list: ssh
 * hands hosts to `ProxyCommand` and `Match exec` through a shell, so that nothing a shell would interpret may be in one.
 */
export function hostProblem(host: string): string | undefined {
  const shown = JSON.stringify(host);
  if (host === '') return 'The host is empty.';
  if (host.length > longestHost) return `The host is longer than ${longestHost} characters.`;
  if (host.startsWith('-')) return `The host ${shown} begins with "-", which ssh would take for an option.`;
  const at = host.lastIndexOf('@');
  const user = at < 0 ? undefined : host.slice(0, at);
  const name = host.slice(at + 1);
  if (user !== undefined && !/^[A-Za-z0-9_][A-Za-z0-9._-]*$/.test(user)) {
    return `The user in the host ${shown} may hold letters, digits, ".", "_" and "-" only.`;
  }
  if (name.startsWith('-')) return `The host ${shown} begins with "-", which ssh would take for an option.`;
  if (/^\[.*\]$/.test(name)) {
    return isAddress(name.slice(1, -1)) ? undefined : `The host ${shown} has brackets around what is no IPv6 address.`;
  }
  if (name.includes(':')) {
    return isAddress(name)
      ? undefined
      : `The host ${shown} holds a ":" but is no IPv6 address. A port goes into "port", not behind the host.`;
  }
  if (!/^[A-Za-z0-9_][A-Za-z0-9._-]*$/.test(name)) {
    return `The host ${shown} may hold letters, digits, ".", "_" and "-" only, or be an IPv6 address.`;
  }
  return undefined;
}

/** IPv6 address with an optional zone: `fe80::1%eth0`. Colons are counted, not parsed: ssh tells a wrong one better. */
function isAddress(text: string): boolean {
  return /^[0-9A-Fa-f:.]+(%[A-Za-z0-9._-]+)?$/.test(text) && text.split(':').length >= 3;
}

/** The host as ssh wants it: it does not take brackets around an IPv6 address (seen with OpenSSH 9.2). */
export function hostArgument(host: string): string {
  return host.replace(/^((?:.*@)?)\[(.*)\]$/, '$1$2');
}
