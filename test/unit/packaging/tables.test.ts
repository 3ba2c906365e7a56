import assert from 'node:assert/strict';

const load = () => import('../../../scripts/generate/tables.mjs');
const loadMarkers = () => import('../../../scripts/generate/markers.mjs');

describe('the tables of README.md', () => {
  it('lists every setting with its default, one row each', async () => {
    const { settingsTable } = await load();
    const table = settingsTable({
      contributes: {
        configuration: [
          {
            properties: {
              'x.path': { type: 'string', default: '', markdownDescription: 'Where `a|b` is.\n\nSee `#x.on#`.' },
              'x.on': { type: 'boolean', default: true, description: 'Whether.' },
              'x.old': { type: 'boolean', default: true, deprecationMessage: 'No more.' },
            },
          },
          { properties: { 'x.list': { type: 'array', default: [1] }, 'x.none': { type: 'object' } } },
        ],
      },
    });
    assert.equal(
      table,
      [
        '| setting | default | what it does |',
        '|---|---|---|',
        '| `x.path` | `""` | Where `a\\|b` is.<br>See `x.on`. |',
        '| `x.on` | `true` | Whether. |',
        '| `x.list` | `[1]` |  |',
        '| `x.none` | `null` |  |',
      ].join('\n'),
    );
  });

  it('lists every command as the palette shows it, with its key', async () => {
    const { commandsTable } = await load();
    const table = commandsTable({
      contributes: {
        commands: [
          { command: 'x.a', title: 'Do A', category: 'X' },
          { command: 'x.b', title: 'Do B' },
        ],
        keybindings: [{ command: 'x.b', key: 'ctrl+b' }],
      },
    });
    assert.equal(
      table,
      ['| command | id | key |', '|---|---|---|', '| X: Do A | `x.a` |  |', '| Do B | `x.b` | `ctrl+b` |'].join('\n'),
    );
  });

  it('is empty but whole for a manifest without either', async () => {
    const { settingsTable, commandsTable } = await load();
    assert.equal(settingsTable({}).split('\n').length, 2);
    assert.equal(commandsTable({}).split('\n').length, 2);
  });
});

describe('text between markers', () => {
  it('is replaced, and stays when replaced again', async () => {
    const { replaceBetween } = await loadMarkers();
    const once = replaceBetween('before\n<!-- a -->\nold\n<!-- /a -->\nafter\n', 'a', 'new');
    assert.match(once, /^before\n<!-- a -->\n[^]*\nnew\n[^]*\n<!-- \/a -->\nafter\n$/);
    assert.ok(!once.includes('old'));
    assert.equal(replaceBetween(once, 'a', 'new'), once);
  });

  it('is not looked for where the markers are missing, doubled or in the wrong order', async () => {
    const { replaceBetween } = await loadMarkers();
    for (const text of ['', '<!-- a -->', '<!-- /a --><!-- a -->', '<!-- a --><!-- a --><!-- /a -->']) {
      assert.throws(() => replaceBetween(text, 'a', 'new'), /expected <!-- a -->/, text);
    }
  });
});
