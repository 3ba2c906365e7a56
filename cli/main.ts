#!/usr/bin/env node
/** Entry of `bpf-tracepoints`. */
import { join } from 'node:path';
import { runThroughCache } from '../machine/disk/compile-cache';

runThroughCache(join(__dirname, 'cli-code.js'), join(__dirname, 'compiled', 'cli'), require);
