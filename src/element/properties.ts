import { shallowReactive } from 'vue'
import type { SessionCloserElementProperties } from './types'

/** Turns the text of an attribute into the value of its property. */
type ReadAttribute<K extends keyof SessionCloserElementProperties> = (text: string) => SessionCloserElementProperties[K]

/** For every property: how its attribute is read, or null if it has none. */
type PropertyTable = { readonly [K in keyof Required<SessionCloserElementProperties>]: ReadAttribute<K> | null }

const asText = (text: string): string => text

/** A boolean attribute counts as soon as it is there. Templates of some frameworks write `false` into it. */
const isOn = (text: string): boolean => text !== 'false'

const PROPERTIES: PropertyTable = {
  client: null,
  url: asText,
  application: asText,
  signer: null,
  autoConnect: isOn,
  sessionId: asText,
  labels: null,
  texts: null,
  names: null,
  signingPage: asText,
  transport: null,
  locale: asText,
  confirm: isOn,
  // An unknown name offers nothing, as in a list.
  presets: text => text.split(/\s+/).filter(Boolean) as NonNullable<SessionCloserElementProperties['presets']>,
  deposits: null,
  disabled: text => ['', 'true'].includes(text) || (text === 'false' ? false : text),
}

export const PROPERTY_NAMES = Object.keys(PROPERTIES) as (keyof SessionCloserElementProperties)[]

/** `session-id` for `sessionId`. */
const attributeOf = (property: string): string => property.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`)

/** Properties by the name of their attribute. */
export const ATTRIBUTES: ReadonlyMap<string, keyof SessionCloserElementProperties> = new Map(
  PROPERTY_NAMES.filter(name => PROPERTIES[name] !== null).map(name => [attributeOf(name), name]),
)

/** Where the values of an element are kept. Shallow, because a proxy would break clients and wallets. */
export const createValues = (): SessionCloserElementProperties => shallowReactive<SessionCloserElementProperties>({})

/**
 * Takes the value of a property. Templates of Vue and React set properties where a page would write an attribute, so a text
 * says the same in both.
 */
export function takeProperty(values: SessionCloserElementProperties, name: keyof SessionCloserElementProperties, value: unknown): void {
  const read = PROPERTIES[name]
  Object.assign(values, { [name]: typeof value === 'string' && read ? read(value) : value })
}

/** Takes the text of an attribute; null after the attribute was removed. */
export function takeAttribute(values: SessionCloserElementProperties, attribute: string, text: string | null): void {
  const name = ATTRIBUTES.get(attribute)
  if (name) Object.assign(values, { [name]: text === null ? undefined : PROPERTIES[name]?.(text) })
}
