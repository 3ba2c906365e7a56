// The tables of README.md that package.json says.

/**
 * @typedef {{ default?: unknown, type?: string | string[], enum?: unknown[], description?: string, markdownDescription?: string, deprecationMessage?: string }} Setting
 * @typedef {{ command: string, title: string, category?: string }} Command
 * @typedef {{ properties: Record<string, Setting> }} SettingsGroup
 * @typedef {{ contributes?: { configuration?: SettingsGroup | SettingsGroup[], commands?: Command[], keybindings?: { command: string, key: string }[] } }} Manifest
 */

/** @param {string} text */
const cell = (text) =>
  text.replaceAll('|', '\\|').replaceAll('\r', '').replaceAll('\n\n', '<br>').replaceAll('\n', ' ');

/** @param {unknown} value */
const code = (value) => `\`${value === undefined ? 'null' : JSON.stringify(value)}\``;

/**
 * `#bpfTracepoints.x#` in a markdownDescription is a link in VS Code's settings page; here it is the name.
 * @param {Setting} setting
 */
const describe = (setting) =>
  cell((setting.markdownDescription ?? setting.description ?? '').replaceAll(/`#([\w.]+)#`/g, '`$1`'));

/**
 * @param {Manifest} manifest
 * @returns {string} a Markdown table
 */
export function settingsTable(manifest) {
  const groups = [manifest.contributes?.configuration ?? []].flat();
  const rows = groups
    .flatMap((group) => Object.entries(group.properties))
    .filter(([, setting]) => setting.deprecationMessage === undefined)
    .map(([name, setting]) => `| \`${name}\` | ${cell(code(setting.default))} | ${describe(setting)} |`);
  return ['| setting | default | what it does |', '|---|---|---|', ...rows].join('\n');
}

/**
 * @param {Manifest} manifest
 * @returns {string} a Markdown table
 */
export function commandsTable(manifest) {
  const keys = new Map((manifest.contributes?.keybindings ?? []).map(({ command, key }) => [command, key]));
  const rows = (manifest.contributes?.commands ?? []).map(({ command, title, category }) => {
    const shown = category === undefined ? title : `${category}: ${title}`;
    return `| ${cell(shown)} | \`${command}\` | ${keys.has(command) ? `\`${keys.get(command)}\`` : ''} |`;
  });
  return ['| command | id | key |', '|---|---|---|', ...rows].join('\n');
}
