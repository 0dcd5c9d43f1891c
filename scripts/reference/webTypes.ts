import type { DescribedComponent } from './componentMeta'

/** The components for editors, as the file `web-types.json`. */
export function webTypes(components: readonly DescribedComponent[], version: string): string {
  const types = {
    '$schema': 'https://raw.githubusercontent.com/JetBrains/web-types/master/schema/web-types.json',
    'framework': 'vue',
    'name': 'vue-nitrolite',
    version,
    'js-types-syntax': 'typescript',
    'description-markup': 'markdown',
    'contributions': {
      html: {
        'vue-components': components.map(({ name, props, events, slots }) => ({
          name,
          source: { module: 'vue-nitrolite', symbol: name },
          props: props.map(({ name: prop, type, text, fallback, required }) => ({
            name: prop, description: fallback === undefined ? text : `${text} Default: ${fallback}`, required, type,
          })),
          js: { events: events.map(({ name: event, text }) => ({ name: event, description: text })) },
          slots: slots.map(({ name: slot, text }) => ({ name: slot, description: text })),
        })),
      },
    },
  }
  return `${JSON.stringify(types, null, 2)}\n`
}
