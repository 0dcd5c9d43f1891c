/**
 * The tests that `npm test` also runs in Firefox, by file and name, with what they find out about another engine. The other
 * tests check what the library and the playground decide, which does not depend on the engine. `npm run test:firefox` runs
 * every test that Firefox can run.
 */
const SELECTED: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'accessibility.test.ts': {
    'axe finds no violation and no page scrolls sideways on ClearNode, from start to receipt (narrow dark right to left)':
      'layout from right to left in 320 pixels, dark colors, :dir()',
  },
  'closing.test.ts': {
    'a person edits two linked amounts, closes the session, and sees both balances change':
      'typing in linked inputs, the slider, and a close on ClearNode',
  },
  'componentStates.test.ts': {
    'nothing in SessionCloser moves while a person types into a field of 2 participants (320 px wide)':
      'the layout to the pixel',
  },
  'element.test.ts': {
    'session-closer in a plain page connects the wallet of the browser, and closes by keyboard alone':
      'the custom element, and the focus in its shadow root',
  },
  'harness.test.ts': {
    'watchPage reports uncaught errors, console warnings and missing files':
      'whether problems in a page of Firefox are noticed',
  },
  'nitronode.test.ts': {
    'closing with a new split on nitronode shows both steps':
      'a close on nitronode',
  },
  'persistence.test.ts': {
    'a closing survives a reload, is shown in another tab while it runs, and is finished there':
      'IndexedDB and Web Locks when a page is reloaded or closed, and BroadcastChannel',
  },
  'severalTabs.test.ts': {
    'of two tabs that close with different splits at the same moment, the one that lost says that its split was not carried out':
      'Web Locks and IndexedDB, used by two tabs at the same moment',
  },
}

const NO_MEDIA = 'WebDriver BiDi of Firefox 153 cannot emulate media features (color scheme, forced colors)'

/** The tests that Firefox cannot run, with the reason. */
const IMPOSSIBLE: Readonly<Record<string, string>> = {
  'SessionCloser follows the color scheme of the page, and not that of the system alone': NO_MEDIA,
  'forced colors in SessionCloser keep open and disabled, primary and secondary, pressed and not pressed apart': NO_MEDIA,
  'the history of closings can be saved as a CSV file': 'Playwright is not told about downloads from memory in Firefox 153',
}

/** Files of the tests that `npm test` runs in Firefox. */
export const SELECTED_FILES = Object.keys(SELECTED)

/** Why Firefox does not run this test, or `null` if it does. */
export function reasonToSkipInFirefox(name: string, runsAll: boolean): string | null {
  if (name in IMPOSSIBLE) return IMPOSSIBLE[name] ?? null
  const isSelected = Object.values(SELECTED).some(tests => name in tests)
  return runsAll || isSelected ? null : 'npm test does not run this test in Firefox; npm run test:firefox does'
}

/** Names in the lists above that none of `names` has, such as those of renamed tests. */
export const unknownNames = (names: readonly string[]): string[] =>
  [...Object.values(SELECTED).flatMap(tests => Object.keys(tests)), ...Object.keys(IMPOSSIBLE)].filter(name => !names.includes(name))
