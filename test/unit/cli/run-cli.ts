/** Runs the bundled command as a shell would. */
import { spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

export interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly directory?: string;
  readonly environment?: Readonly<Record<string, string>>;
}

export const bundle = resolve('dist/cli.js');

/** What is kept of hosts stays apart from the person's own. */
const own = mkdtempSync(join(tmpdir(), 'cli-'));

export const cliEnvironment = (more: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv => ({
  ...process.env,
  XDG_CACHE_HOME: own,
  XDG_RUNTIME_DIR: own,
  ...more,
});

/** Rejects only where Node cannot be started. Standard input is empty. */
export function runCli(args: readonly string[], { directory, environment }: RunOptions = {}): Promise<Ended> {
  return new Promise((done, reject) => {
    const child = spawn(process.execPath, [bundle, ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: cliEnvironment(environment),
      ...(directory !== undefined && { cwd: directory }),
    });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    child.on('error', reject);
    child.on('close', (status) => done({ status, stdout, stderr }));
  });
}
