// Fills dist/headers/ with the headers that BPF programs include: scripts/package/headers.mjs.
import { copyHeaders } from './package/headers.mjs';

const { problems } = await copyHeaders();
for (const problem of problems) console.error(problem);
process.exitCode = problems.length > 0 ? 1 : 0;
