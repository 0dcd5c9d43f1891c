import { expect, it } from 'vitest'
import { publicConfig } from './publicConfig'

it('the configuration of the Nuxt module has every option that an environment variable can set', () => {
  expect(publicConfig({}, undefined)).toEqual({ url: '', application: '', protocol: 'auto', broker: '', autoConnect: false })
})

it('an option of the Nuxt module that is undefined when the app is built can still be set by an environment variable', () => {
  expect(publicConfig({ url: undefined, application: 'my-app' } as never, { broker: undefined } as never)).toEqual({
    url: '', application: 'my-app', protocol: 'auto', broker: '', autoConnect: false,
  })
})

it('the runtime configuration counts more than the options of the Nuxt module', () => {
  expect(publicConfig({ url: 'wss://a.example/ws', autoConnect: true }, { url: 'wss://b.example/ws' })).toMatchObject({
    url: 'wss://b.example/ws', autoConnect: true,
  })
})
