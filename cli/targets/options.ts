/** The options that commands with targets share. */
import type { Option } from '../command';

const machine = {
  'ssh-config': { type: 'string', value: 'FILE', help: 'Configuration for ssh, in place of ~/.ssh/config.' },
} satisfies Record<string, Option>;

const fresh = {
  fresh: { type: 'boolean', help: 'Read hosts anew, whatever is kept of them.' },
} satisfies Record<string, Option>;

const what =
  'a shipped kernel’s name, a host (over ssh), a capture, a tracefs root, or this-machine; ssh:HOST and file:PATH where that is not clear.';

/** For commands that work on what one kernel has. */
export const kernelOptions = {
  target: {
    type: 'string',
    short: 't',
    value: 'TARGET',
    help: `Whose tracepoints: ${what} Default: this machine’s where they can be read, else the newest shipped kernel.`,
  },
  ...fresh,
  ...machine,
} satisfies Record<string, Option>;

export const kernelsOptions = {
  target: {
    ...kernelOptions.target,
    multiple: true,
    help: `May be given many times. ${kernelOptions.target.help}`,
  },
  ...fresh,
  ...machine,
} satisfies Record<string, Option>;

/** For commands that work on one machine. */
export const machineOptions = machine;
