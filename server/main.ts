/** Entry of `node dist/server.js --stdio`. */
import { join } from 'node:path';
import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { version } from '../package.json';
import { serve } from './server';

serve(createConnection(ProposedFeatures.all), join(__dirname, '..', 'kernels'), version);
