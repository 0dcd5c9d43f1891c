import { expect, it } from 'vitest'
import { givenOptions, unusableOption } from './givenOptions'

const url = 'wss://node.example/ws'

/** Options as Nuxt reads them from environment variables. */
const read = (config: object) => givenOptions(config as never)

it('the Nuxt plugin leaves out options that are empty or null', () => {
  expect(read({ url, application: 'my-app', broker: '', protocol: null, keep: false })).toEqual({ url, application: 'my-app', keep: false })
})

it('the Nuxt plugin takes an application whose name is a number', () => {
  expect(read({ url, application: 2048 })).toEqual({ url, application: '2048' })
})

it.each([[1, true], [0, false], [true, true], [false, false]])('the Nuxt plugin reads autoConnect %j as %j', (value, expected) => {
  expect(read({ autoConnect: value }).autoConnect).toBe(expected)
})

it('the Nuxt plugin says which option cannot be used', () => {
  expect(unusableOption(read({ url, application: 'my-app', autoConnect: true }))).toBeNull()
  expect(unusableOption(read({ url, application: 'my-app' }))).toBeNull()
  expect(unusableOption({ url, application: 'my-app', autoConnect: connect => connect() })).toBeNull()
  expect(unusableOption(read({ url: '', application: 'my-app' }))).toMatchObject({ option: 'url' })
  expect(unusableOption(read({ url, application: null }))?.reason).toContain('NUXT_PUBLIC_NITROLITE_APPLICATION')
  expect(unusableOption(read({ url, application: 'my-app', autoConnect: 'no' }))).toMatchObject({ option: 'autoConnect' })
})
