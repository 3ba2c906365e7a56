/** Times the listings where tracefs is mounted (indexing.ts sees to that), and prints `Listings` as JSON. */
import { spawnSync } from 'node:child_process';
import { interleave, timed } from './interleave';
import { listings, type Listing, type Listings, type ListingTimes } from './listings';

const RUNS = 15;
const LIMIT = 60_000;

async function main(): Promise<void> {
  const tried = listings.map((listing) => ({ listing, found: tryOnce(listing) }));
  const able = tried.filter(({ found }) => typeof found === 'number');
  const figures = await interleave(
    able.map(({ listing: { command, args } }) =>
      timed(() => spawnSync(command, args, { stdio: 'ignore', timeout: LIMIT })),
    ),
    RUNS,
  );
  const samples = new Map(able.map(({ listing }, at) => [listing, figures[at]?.samples ?? []]));
  const result: Listings = Object.fromEntries(
    tried.map(({ listing, found }): [string, ListingTimes] => [
      listing.name,
      typeof found === 'string' ? { why: found } : { tracepoints: found, samples: samples.get(listing) ?? [] },
    ]),
  );
  console.log(JSON.stringify(result));
}

/** How many tracepoints it lists, or why it lists none. */
function tryOnce({ command, args, package: from, tracepoint }: Listing): number | string {
  const { error, stdout, stderr } = spawnSync(command, args, {
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
    timeout: LIMIT,
  });
  if (error && 'code' in error && error.code === 'ENOENT') return `not installed: apt install ${from ?? command}`;
  return stdout.match(tracepoint)?.length ?? `lists nothing: ${error?.message ?? stderr.trim().split('\n')[0] ?? ''}`;
}

void main();
