#!/usr/bin/env node
/** Entry of `bpf-tracepoints`. What a command needs is loaded when it is chosen: `list` has 120 ms for all. */
import { run } from './run';
import { processTerminal } from './terminal';

const terminal = processTerminal();
void run(process.argv.slice(2), terminal).then((status) => terminal.end(status));
