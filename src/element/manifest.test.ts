import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import manifest from '../../custom-elements.json' with { type: 'json' }
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
