/** The command line on this process's arguments and terminal; bundled into dist/cli-code.js, which main.ts runs. */
import { run } from './run';
import { processTerminal } from './terminal';

const terminal = processTerminal();
void run(process.argv.slice(2), terminal).then((status) => terminal.end(status));
