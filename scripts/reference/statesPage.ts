import { STATE_TEXTS, type StateText } from '../../test/shots/stateTexts'
import { page } from './markdown'

const THEME = '../.vitepress/theme/pictures'

const state = (chapter: string, [name, [title, when]]: readonly [string, StateText]): string =>
  [`### ${title}`, when, `<StatePicture name="${name}" alt="${chapter.replaceAll('`', '').replaceAll('<', '&lt;')}: ${title}" />`].join('\n\n')

/** The page with a picture of every state. The pictures are made with the site, so the page itself has none. */
export function statesPage(): string {
  const chapters = Object.entries(STATE_TEXTS).map(([chapter, states]) =>
    [`## ${chapter}`, ...Object.entries(states).map(entry => state(chapter, entry))].join('\n\n'))
  return page('Every state in pictures', '`test/shots/stateTexts.ts`',
    `<script setup>\nimport LookChoice from '${THEME}/LookChoice.vue'\nimport StatePicture from '${THEME}/StatePicture.vue'\n</script>`,
    'This is what people see, and when, without a [theme](../guide/themes.md). The pictures are taken when the site is built.',
    '<LookChoice />', ...chapters)
}
