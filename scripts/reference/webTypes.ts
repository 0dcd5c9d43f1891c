import manifest from '../../custom-elements.json' with { type: 'json' }
import type { DescribedComponent } from './componentMeta'

const headOf = (version: string) => ({
  '$schema': 'https://raw.githubusercontent.com/JetBrains/web-types/master/schema/web-types.json',
  'name': 'vue-nitrolite',
  version,
  'js-types-syntax': 'typescript',
  'description-markup': 'markdown',
})

const asFile = (types: object): string => `${JSON.stringify(types, null, 2)}\n`

/** The Vue components for editors, as the file `web-types.json`. */
export function webTypes(components: readonly DescribedComponent[], version: string): string {
  return asFile({
    ...headOf(version),
    framework: 'vue',
    contributions: {
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
  })
}

/**
 * The custom elements for editors, as the file `web-types.elements.json`, from the custom-elements manifest. They need a file
 * without `framework`: editors hide everything in a file for Vue where a page does not use Vue.
 */
export function elementWebTypes(version: string): string {
  const elements = manifest.modules.flatMap(({ path, declarations }) => declarations.map(element => ({ path, ...element })))
  return asFile({
    ...headOf(version),
    contributions: {
      html: {
        elements: elements.map(({ path, name, tagName, description, members, attributes, events, slots, cssProperties }) => ({
          name: tagName,
          description,
          source: { module: `vue-nitrolite/${path}`, symbol: name },
          attributes: attributes.map(attribute => ({
            name: attribute.name, description: attribute.description, value: { type: attribute.type.text, required: attribute.type.text !== 'boolean' },
          })),
          slots: slots.map(slot => ({ name: slot.name, description: slot.description })),
          js: {
            properties: members.map(property => ({ name: property.name, description: property.description, type: property.type.text })),
            events: events.map(event => ({ name: event.name, description: event.description, type: event.type.text })),
          },
          css: { properties: cssProperties.map(variable => ({ name: variable.name, description: variable.description })) },
        })),
      },
    },
  })
}
