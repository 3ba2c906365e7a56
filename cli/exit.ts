/** How the command ends: docs/command-line.md. */

export const Exit = {
  ok: 0,
  /** `check` found something, or the kernel refused a program. */
  found: 1,
  /** The command line itself is wrong. */
  usage: 2,
  /** A target, a file or this machine does not do its part. */
  failed: 3,
  /** Ctrl-C before there was anything to end: 128 + SIGINT, as shells have it. */
  interrupted: 130,
} as const;

export type ExitStatus = (typeof Exit)[keyof typeof Exit];

/** Why a command cannot be done, for people. */
export interface Complaint {
  readonly message: string;
  /** What to do about it. */
  readonly advice?: string;
  readonly status: ExitStatus;
}

export const wrongUsage = (message: string, advice?: string): Complaint => ({
  message,
  ...(advice !== undefined && { advice }),
  status: Exit.usage,
});

export const failed = (message: string, advice?: string): Complaint => ({
  ...wrongUsage(message, advice),
  status: Exit.failed,
});
