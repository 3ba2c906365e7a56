// The minimiser of core/btf, for scripts.
import { build } from 'esbuild';

/**
 * Bundled on the fly, so that it is the checkout's and not that of the last build.
 * @returns {Promise<(btf: Uint8Array) => Uint8Array>} throws if there is nothing in it that could be kept
 */
export async function loadMinimiser() {
  const { outputFiles } = await build({
    entryPoints: ['core/btf/minimise.ts'],
    bundle: true,
    format: 'esm',
    platform: 'neutral',
    write: false,
    logLevel: 'warning',
  });
  const text = Buffer.from(outputFiles[0]?.contents ?? []).toString('base64');
  const { minimiseBtf } = await import(`data:text/javascript;base64,${text}`);
  return minimiseBtf;
}
