import { expect, it } from 'vitest'
import { hasDevtools, panelRoute } from './devtoolsTab'

it.each([undefined, true, {}, { enabled: true }])('a development server of Nuxt has DevTools if the configuration says %j', (devtools) => {
  expect(hasDevtools({ dev: true, devtools })).toBe(true)
})

it.each([false, { enabled: false }])('a development server of Nuxt has no DevTools if the configuration says %j', (devtools) => {
  expect(hasDevtools({ dev: true, devtools })).toBe(false)
})

it.each([undefined, true, {}, { enabled: true }])('a build has no DevTools, even if the configuration says %j', (devtools) => {
  expect(hasDevtools({ dev: false, devtools })).toBe(false)
})

it.each([
  ['/', '/__vue-nitrolite__/'],
  ['', '/__vue-nitrolite__/'],
  ['/shop', '/shop/__vue-nitrolite__/'],
  ['/shop/', '/shop/__vue-nitrolite__/'],
])('the panel of an app with the base %j is served at %s', (baseURL, expected) => {
  expect(panelRoute(baseURL)).toBe(expected)
})
