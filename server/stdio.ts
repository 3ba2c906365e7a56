/** The server on this process's stdio; bundled into dist/server-code.js, which main.ts runs. */
import { join } from 'node:path';
import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { version } from '../package.json';
import { serve } from './server';

serve(createConnection(ProposedFeatures.all), join(__dirname, '..', 'kernels'), version);
