import { fileURLToPath } from 'node:url'
import { createChecker, type ComponentMeta } from 'vue-component-meta'

const root = fileURLToPath(new URL('..', import.meta.url))

const COMPONENTS = [
  { name: 'SessionCloser', file: 'src/components/session-closer/SessionCloser.vue' },
  { name: 'WalletButton', file: 'src/components/wallet-button/WalletButton.vue' },
]

interface Row { readonly name: string, readonly type: string, readonly text: string }

const inCell = (text: string): string => text.replaceAll('|', '\\|').replace(/\s+/g, ' ').trim()

function table(heading: string, rows: readonly Row[]): string {
  if (rows.length === 0) return ''
  const lines = rows.map(({ name, type, text }) => `| \`${name}\` | \`${inCell(type)}\` | ${inCell(text)} |`)
  return [`### ${heading}`, ['| Name | Type | |', '|---|---|---|', ...lines].join('\n')].join('\n\n')
}

function chapter(name: string, { props, events, slots }: ComponentMeta): string {
  const own = props.filter(({ global }) => !global)
  return [
    `## \`<${name}>\``,
    table('Props', own.map(prop => ({ name: prop.name, type: prop.type.replace(' | undefined', ''), text: textOf(prop) }))),
    table('Events', events.map(event => ({ name: event.name, type: event.type, text: event.description }))),
    table('Slots', slots.map(slot => ({ name: slot.name, type: slot.type, text: slot.description }))),
  ].filter(part => part !== '').join('\n\n')
}

function textOf({ description, tags }: ComponentMeta['props'][number]): string {
  const fallback = tags.find(tag => tag.name === 'default')?.text
  return fallback === undefined ? description : `${description} Default: ${fallback}`
}

const metaOfAll = (): { readonly name: string, readonly meta: ComponentMeta }[] => {
  const checker = createChecker(`${root}tsconfig.json`)
  return COMPONENTS.map(({ name, file }) => ({ name, meta: checker.getComponentMeta(root + file) }))
}

/** The reference of all components: as Markdown, and for editors as web-types. Made from the sources and the comments there. */
export function componentReference(packageVersion: string): { readonly page: string, readonly webTypes: string } {
  const all = metaOfAll()
  const chapters = all.map(({ name, meta }) => chapter(name, meta))
  const page = ['# Components', '<!-- Written by `npm run docs` from the sources of the components; change the comments there. -->', ...chapters].join('\n\n')
  return { page: `${page}\n`, webTypes: `${JSON.stringify(webTypesOf(all, packageVersion), null, 2)}\n` }
}

const webTypesOf = (all: ReturnType<typeof metaOfAll>, version: string): object => ({
  '$schema': 'https://raw.githubusercontent.com/JetBrains/web-types/master/schema/web-types.json',
  'framework': 'vue',
  'name': 'vue-nitrolite',
  version,
  'js-types-syntax': 'typescript',
  'description-markup': 'markdown',
  'contributions': {
    html: {
      'vue-components': all.map(({ name, meta: { props, events, slots } }) => ({
        name,
        source: { module: 'vue-nitrolite', symbol: name },
        props: props.filter(({ global }) => !global).map(prop => ({
          name: prop.name, description: textOf(prop), required: prop.required, type: prop.type.replace(' | undefined', ''),
        })),
        js: { events: events.map(event => ({ name: event.name, description: event.description })) },
        slots: slots.map(slot => ({ name: slot.name, description: slot.description })),
      })),
    },
  },
})
