import { mount, type VueWrapper } from '@vue/test-utils'
import { createPinia } from 'pinia'
import { afterEach, expect, it, vi } from 'vitest'
import { h, type Slots } from 'vue'
import { announceWallet, stopAnnouncing } from '../../../test/helpers/announcedWallets'
import { createFakeClient } from '../../../test/helpers/fakeClient'
import { ALICE } from '../../../test/helpers/sampleSession'
import { settle } from '../../../test/helpers/withSetup'
import { createNitrolite } from '../../plugin/createNitrolite'
import SessionCloser from '../session-closer/SessionCloser.vue'
import SessionCoSigner from '../session-co-signer/SessionCoSigner.vue'
import WalletButton from './WalletButton.vue'

let wrapper: VueWrapper | undefined

afterEach(() => {
  wrapper?.unmount()
  wrapper = undefined
  stopAnnouncing()
  localStorage.clear()
})

/** A page with a wallet button beside another component, and an app without a signer. */
async function mountBeside(component: object, slots: Partial<Slots> = {}) {
  const client = createFakeClient([], { status: 'idle', account: null })
  const connect = vi.fn(async (signer?: unknown) => client.become(signer ? { status: 'ready', account: ALICE } : { status: 'open' }))
  client.answers.connect = connect
  const mounted = mount({ render: () => [h(WalletButton, null, slots), h(component, { sessionId: null, proposal: 'nlp1.text' })] }, {
    attachTo: document.body, global: { plugins: [createPinia(), createNitrolite({ client, storage: false })] },
  })
  wrapper = mounted
  await settle()
  const press = async (text: string): Promise<void> => {
    await mounted.findAll('button').find(button => button.text() === text)?.trigger('click')
    await settle()
    await settle()
  }
  return { client, connect, mounted, press }
}

it.each([['SessionCloser', SessionCloser], ['SessionCoSigner', SessionCoSigner]])('Connect in %s connects with the only installed wallet, as the wallet button does', async (_, component) => {
  const fox = announceWallet({ rdns: 'test.fox' })
  const { client, connect, press, mounted } = await mountBeside(component)
  await press('Connect')
  expect(connect).toHaveBeenLastCalledWith(fox)
  expect(client.account).toBe(ALICE)
  expect(mounted.text()).not.toContain('no wallet')
})

it('Connect in SessionCloser opens the list of the wallet button if several wallets are installed, and moves the focus there', async () => {
  announceWallet({ rdns: 'test.fox', name: 'Test Fox' })
  const owl = announceWallet({ rdns: 'test.owl', name: 'Test Owl' })
  const { connect, press, mounted } = await mountBeside(SessionCloser)
  await press('Connect')
  expect(document.activeElement?.textContent).toContain('Test Fox')
  expect(mounted.text()).toContain('No wallet is logged in.')
  expect(mounted.text()).not.toContain('There is no wallet to sign with')
  await press('Connect')
  expect(document.activeElement?.textContent).toContain('Test Fox')
  await press('Test Owl')
  expect(connect).toHaveBeenLastCalledWith(owl)
})

it('Connect in SessionCloser lets the wallet button say that no wallet is installed', async () => {
  const { press, mounted } = await mountBeside(SessionCloser)
  await press('Connect')
  expect(mounted.text()).toContain('No wallet is installed in this browser.')
  expect(mounted.text()).not.toContain('connect()')
})

it('Connect in SessionCloser says that the page has no wallet where the app replaces everything inside of the wallet button', async () => {
  announceWallet({ rdns: 'test.fox' })
  const { connect, press, mounted } = await mountBeside(SessionCloser, { default: () => [h('b', 'own menu')] })
  await press('Connect')
  expect(connect).toHaveBeenCalledOnce()
  expect(mounted.text()).toContain('This page has no wallet to log in with.')
})

it('Connect in SessionCloser says that the page has no wallet once the wallet button has gone', async () => {
  const client = createFakeClient([], { status: 'idle', account: null })
  client.answers.connect = async () => { client.become({ status: 'open' }) }
  const plugins = [createPinia(), createNitrolite({ client, storage: false })]
  const mounted = mount({ props: ['hasButton'], render: (page: { hasButton: boolean }) => [page.hasButton ? h(WalletButton) : null, h(SessionCloser, { sessionId: null })] }, {
    props: { hasButton: true }, attachTo: document.body, global: { plugins },
  })
  wrapper = mounted
  await settle()
  await mounted.setProps({ hasButton: false })
  await mounted.findAll('button').find(button => button.text() === 'Connect')?.trigger('click')
  await settle()
  expect(mounted.text()).toContain('This page has no wallet to log in with.')
})

it('Connect in SessionCloser opens the list of the wallet button that the person can see, not that of a button in a closed menu', async () => {
  announceWallet({ rdns: 'test.fox', name: 'Test Fox' })
  announceWallet({ rdns: 'test.owl', name: 'Test Owl' })
  const { mounted } = await mountBeside({ inheritAttrs: false, render: () => [h(WalletButton), h(SessionCloser, { sessionId: null })] })
  const [hidden, visible] = mounted.findAllComponents(WalletButton)
  Object.assign(hidden?.element ?? {}, { checkVisibility: () => false })
  await mounted.getComponent(SessionCloser).findAll('button').find(button => button.text() === 'Connect')?.trigger('click')
  await settle()
  await settle()
  expect([hidden, visible].map(button => button?.find('[aria-expanded=true]').exists())).toEqual([false, true])
})
