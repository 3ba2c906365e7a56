/** Entry of `node dist/server.js --stdio`. */
import { join } from 'node:path';
import { runThroughCache } from '../machine/disk/compile-cache';

runThroughCache(join(__dirname, 'server-code.js'), join(__dirname, 'compiled'), require);
