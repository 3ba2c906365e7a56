/** The server on this process's stdio; bundled into dist/server-code.js, which main.ts runs. */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { version } from '../package.json';
import { serve } from './server';

const root = join(__dirname, '..');
serve(createConnection(ProposedFeatures.all), {
  kernels: join(root, 'kernels'),
  explanations: pathToFileURL(join(root, 'docs', 'diagnostics.md')).href,
  version,
});
