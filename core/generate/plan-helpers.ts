/** Functions that planned programs call: each stands in a program that needs it, once. */

const texts = {
  same_text: `/* Whether two texts are the same, as far as \`size\` bytes. */
static __always_inline int same_text(const char *one, const char *other, int size)
{
	for (int i = 0; i < size; i++) {
		if (one[i] != other[i])
			return 0;
		if (!one[i])
			break;
	}
	return 1;
}
`,
  divide: `/* BPF divides without a sign. */
static __always_inline __s64 divide(__s64 value, __s64 by)
{
	__u64 quotient = (value < 0 ? -(__u64)value : value) / (by < 0 ? -(__u64)by : by);

	return (value < 0) == (by < 0) ? quotient : -quotient;
}
`,
  remainder_of: `static __always_inline __s64 remainder_of(__s64 value, __s64 by)
{
	return value - divide(value, by) * by;
}
`,
  count: `/* Adds one to the key's count. If the map has no room for the key, the hit is counted as dropped. */
static __always_inline void count(void *map, const void *key, __u64 *dropped)
{
	const __u64 one = 1;
	__u64 *found = bpf_map_lookup_elem(map, key);

	if (!found) {
		if (!bpf_map_update_elem(map, key, &one, BPF_NOEXIST))
			return;
		/* Perhaps another CPU has added the key since. */
		found = bpf_map_lookup_elem(map, key);
	}
	__sync_fetch_and_add(found ? found : dropped, 1);
}
`,
  count_slot: `/* Slot n counts values from 2^n up to, and without, 2^(n + 1); slot 0 counts 0 too. */
static __always_inline void count_slot(void *histogram, __u64 value)
{
	__u32 slot = 0;
	__u64 *found;

	for (int bits = 32; bits > 0; bits /= 2) {
		if (value >> bits) {
			value >>= bits;
			slot += bits;
		}
	}
	found = bpf_map_lookup_elem(histogram, &slot);
	if (found)
		__sync_fetch_and_add(found, 1);
}
`,
} as const;

export type HelperName = keyof typeof texts;

/** In an order in which each stands before those that call it. */
export const helperTexts = (names: ReadonlySet<HelperName>): readonly string[] =>
  (Object.keys(texts) as HelperName[]).filter((name) => names.has(name)).map((name) => texts[name]);

/** Names that no function or variable of a program may have. */
export const helperNames: readonly string[] = Object.keys(texts);
