/** Who is measured: our server, an empty one as the floor, and clangd if it is there. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ServerCommand } from './client';

/** Whose tracepoints ours answers with. */
const KERNEL = 'debian12-6.1';
const VMLINUX_BTF = '/sys/kernel/btf/vmlinux';

export interface Contenders {
  readonly ours: ServerCommand;
  readonly empty: ServerCommand;
  readonly clangd: ClangdState;
  /** The address of a file of that name, which is not there on disk: the servers get its text from us. */
  readonly uri: (name: string) => string;
  readonly dispose: () => void;
}

export type ClangdState = { readonly server: ServerCommand; readonly version: string } | { readonly why: string };

/** Node gets the arguments that VS Code gives it: none. */
export function findContenders(): Contenders {
  const folder = mkdtempSync(join(tmpdir(), 'bpftp-bench-'));
  return {
    ours: {
      command: process.execPath,
      args: ['dist/server.js', '--stdio'],
      initializationOptions: { activeTarget: KERNEL },
    },
    empty: { command: process.execPath, args: ['dist/test/bench/empty-server.js', '--stdio'] },
    clangd: findClangd(folder),
    uri: (name) => pathToFileURL(join(folder, name)).href,
    dispose: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** The first line that a program says of its version, or undefined if it is not installed. */
export function versionOf(program: string, ...args: readonly string[]): string | undefined {
  try {
    return execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], timeout: 20_000 })
      .trim()
      .split('\n')[0];
  } catch {
    return undefined;
  }
}

function findClangd(folder: string): ClangdState {
  const version = /\d+\.\d+\.\d+/.exec(versionOf('clangd-19', '--version') ?? '')?.[0];
  if (version === undefined) return { why: 'not installed: apt install clangd-19' };
  try {
    writeProject(folder);
  } catch (error) {
    return { why: `no vmlinux.h: ${error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error)}` };
  }
  const args = [
    `--compile-commands-dir=${folder}`,
    // A completion waits for the headers to be parsed: else the first ones list the words of the file.
    '--completion-parse=always',
    // These cost time and memory, and no row asks for what they give.
    '--background-index=false',
    '--clang-tidy=false',
    '--enable-config=false',
    '--log=error',
  ];
  return { server: { command: 'clangd-19', args }, version };
}

/** What a BPF program is compiled with: the running kernel's types, and libbpf's headers. */
function writeProject(folder: string): void {
  const bpftool = versionOf('bpftool', 'version') === undefined ? '/usr/sbin/bpftool' : 'bpftool';
  const header = execFileSync(bpftool, ['btf', 'dump', 'file', VMLINUX_BTF, 'format', 'c'], {
    maxBuffer: 64 * 1024 * 1024,
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 60_000,
  });
  writeFileSync(join(folder, 'vmlinux.h'), header);
  const command = (name: string): unknown => ({
    directory: folder,
    file: name,
    arguments: ['clang', '-target', 'bpf', '-D__TARGET_ARCH_x86', '-O2', '-g', '-I.', '-c', name],
  });
  writeFileSync(join(folder, 'compile_commands.json'), JSON.stringify(FILES.map(command)));
}

/** Names of the files that are opened. */
export const FILES = ['small.bpf.c', 'large.bpf.c'] as const;
