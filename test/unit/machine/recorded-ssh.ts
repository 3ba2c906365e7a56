/** What OpenSSH 9.2 (Debian 12) printed with BatchMode=yes, against servers made for it. Host names and paths are those of the set-up. */
export const recordedSsh: readonly (readonly [code: string, stderr: string])[] = [
  ['unknown-host', 'ssh: Could not resolve hostname nosuchhost.invalid: Name or service not known\r\n'],
  ['connection-refused', 'ssh: connect to host 127.0.0.1 port 1: Connection refused\r\n'],
  ['no-route', 'ssh: connect to host 198.51.100.9 port 45700: No route to host\r\n'],
  ['timed-out', 'Connection timed out during banner exchange\r\nConnection to 127.0.0.1 port 45673 timed out\r\n'],
  [
    'not-ssh',
    'kex_exchange_identification: Connection closed by remote host\r\nConnection closed by 127.0.0.1 port 45671\r\n',
  ],
  ['permission-denied', 'root@127.0.0.1: Permission denied (publickey).\r\n'],
  [
    'permission-denied',
    'Warning: Identity file nofile not accessible: No such file or directory.\nroot@127.0.0.1: Permission denied (publickey).\r\n',
  ],
  ['host-key-unknown', 'Host key verification failed.\r\n'],
  [
    'host-key-unknown',
    'No ED25519 host key is known for [127.0.0.1]:45700 and you have requested strict checking.\r\nHost key verification failed.\r\n',
  ],
  [
    'host-key-changed',
    `@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@\r
@    WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!     @\r
@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@\r
IT IS POSSIBLE THAT SOMEONE IS DOING SOMETHING NASTY!\r
Someone could be eavesdropping on you right now (man-in-the-middle attack)!\r
It is also possible that a host key has just been changed.\r
The fingerprint for the ED25519 key sent by the remote host is\nSHA256:asd7fSedlp81O6TAx2FXDtrCjgGDJKD0W7VUz38nKhU.\r
Please contact your system administrator.\r
Add correct host key in /home/user/.ssh/known_hosts to get rid of this message.\r
Offending ED25519 key in /home/user/.ssh/known_hosts:1\r
  remove with:\r
  ssh-keygen -f "/home/user/.ssh/known_hosts" -R "[127.0.0.1]:45700"\r
Host key for [127.0.0.1]:45700 has changed and you have requested strict checking.\r
Host key verification failed.\r
`,
  ],
  ['ssh-configuration', "Can't open user config file /nonexist: No such file or directory\r\n"],
  ['connection-lost', 'Connection to 127.0.0.1 closed by remote host.\r\n'],
  // The rest is from OpenSSH's sources: the C library of macOS, and what needs more than a server to come about.
  ['timed-out', 'ssh: connect to host 10.1.2.3 port 22: Operation timed out\r\n'],
  ['no-route', 'ssh: connect to host 10.1.2.3 port 22: Network is unreachable\r\n'],
  ['permission-denied', 'Received disconnect from 10.1.2.3 port 22:2: Too many authentication failures\r\n'],
  [
    'ssh-incompatible',
    'Unable to negotiate with 10.1.2.3 port 22: no matching host key type found. Their offer: ssh-rsa\r\n',
  ],
  [
    'ssh-configuration',
    '/home/user/.ssh/config: line 3: Bad configuration option: hosst\r\n/home/user/.ssh/config: terminating, 1 bad configuration options\r\n',
  ],
  ['connection-lost', 'Timeout, server 10.1.2.3 not responding.\r\n'],
  ['connection-lost', 'client_loop: send disconnect: Broken pipe\r\n'],
  ['connection-lost', 'Read from remote host 10.1.2.3: Connection reset by peer\r\n'],
];
