import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it, onTestFinished, vi } from 'vitest'
import manifest from '../../custom-elements.json' with { type: 'json' }
import webTypes from '../../web-types.elements.json' with { type: 'json' }
import { defineSessionCloser } from './defineSessionCloser'
import { SLOT_NAMES } from './ElementRoot'
import { ATTRIBUTES, PROPERTY_NAMES } from './properties'
import type { SessionCloserEventMap } from './types'

const declaration = manifest.modules[0]?.declarations[0]
const namesOf = (list: readonly { name: string }[] | undefined): string[] => (list ?? []).map(({ name }) => name)

it('the custom-elements manifest lists exactly the properties and attributes of session-closer', () => {
  expect(namesOf(declaration?.members)).toEqual(PROPERTY_NAMES)
  expect(declaration?.attributes.map(({ name, fieldName }) => [name, fieldName])).toEqual([...ATTRIBUTES])
})

it('the custom-elements manifest lists exactly the events and slots of session-closer', () => {
  const events: Record<keyof SessionCloserEventMap, true> = {
    'closed': true, 'failed': true, 'cancelled': true, 'update-allocations': true, 'commit': true,
  }
  expect(namesOf(declaration?.events)).toEqual(Object.keys(events))
  expect(namesOf(declaration?.slots)).toEqual(SLOT_NAMES)
})

it('the custom-elements manifest lists exactly the CSS variables that a page can set', async () => {
  const folder = 'src/components/session-closer/styles'
  const style = (await Promise.all((await readdir(folder)).map(file => readFile(join(folder, file), 'utf8')))).join('\n')
  // The component itself sets the position of the slider.
  const used = new Set(style.match(/--nitrolite-(?!position)[a-z-]+/g))
  expect(namesOf(declaration?.cssProperties)).toEqual([...used].sort())
})

it('web-types.elements.json describes every element that vue-nitrolite/element registers, also for pages without Vue', () => {
  vi.spyOn(customElements, 'get').mockReturnValue(undefined)
  const define = vi.spyOn(customElements, 'define').mockReturnValue()
  onTestFinished(() => { vi.restoreAllMocks() })
  defineSessionCloser()
  expect(webTypes.contributions.html.elements.map(({ name }) => name)).toEqual(define.mock.calls.map(([name]) => name))
  expect(webTypes).not.toHaveProperty('framework')
})

it('web-types.elements.json lists the same properties, attributes, events, slots and CSS variables of session-closer as the manifest', () => {
  const [element] = webTypes.contributions.html.elements
  expect(namesOf(element?.js.properties)).toEqual(PROPERTY_NAMES)
  expect(namesOf(element?.attributes)).toEqual([...ATTRIBUTES.keys()])
  expect(namesOf(element?.js.events)).toEqual(namesOf(declaration?.events))
  expect(namesOf(element?.slots)).toEqual(SLOT_NAMES)
  expect(namesOf(element?.css.properties)).toEqual(namesOf(declaration?.cssProperties))
})
