/** A language server as a child process, LSP over its stdio. */
import { spawn, type ChildProcess } from 'node:child_process';
import {
  createProtocolConnection,
  StreamMessageReader,
  StreamMessageWriter,
  type ProtocolConnection,
} from 'vscode-languageserver-protocol/node';

export interface ServerProcess {
  readonly process: ChildProcess;
  /** Does not listen yet: the caller puts its handlers on first. */
  readonly connection: ProtocolConnection;
}

/** Starts `command`; what it says on stderr is ours. */
export function startServerProcess(command: string, args: readonly string[]): ServerProcess {
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const connection = createProtocolConnection(
    new StreamMessageReader(child.stdout),
    new StreamMessageWriter(child.stdin),
  );
  return { process: child, connection };
}
