import { isVNode, h, type Component } from 'vue'
import { expect, it } from 'vitest'
import * as entry from '.'
import { AUTO_IMPORTS } from './autoImports'

const exported = Object.entries(entry)

/** A component that the Vue compiler wrote is an object with a `setup` function. */
const isComponent = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && 'setup' in value && isVNode(h(value as Component))

it('the list of auto-imports has every composable of the Vue entry', () => {
  expect(exported.filter(([name]) => /^use[A-Z]/.test(name)).map(([name]) => name).sort()).toEqual(AUTO_IMPORTS.composables)
})

it('the list of auto-imports has every component of the Vue entry', () => {
  expect(exported.filter(([, value]) => isComponent(value)).map(([name]) => name).sort()).toEqual(AUTO_IMPORTS.components)
})
