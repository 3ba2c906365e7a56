/** Text that notifications and progress show as it is: they make a link of `[text](command:…)` (VS Code, linkedText.ts). */
export const withoutLinks = (text: string): string => text.replaceAll('](', '] (');
