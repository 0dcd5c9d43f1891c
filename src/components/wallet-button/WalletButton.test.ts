import { mount, type VueWrapper } from '@vue/test-utils'
import axe from 'axe-core'
import { createPinia } from 'pinia'
import { afterEach, expect, it, vi } from 'vitest'
import { h } from 'vue'
import { announceWallet, stopAnnouncing } from '../../../test/helpers/announcedWallets'
import { createFakeClient, type FakeClient } from '../../../test/helpers/fakeClient'
import { ALICE, BOB } from '../../../test/helpers/sampleSession'
import { settle } from '../../../test/helpers/withSetup'
import { NitroliteError } from '../../core/errors/errors'
import { german } from '../../locales/de'
import { createNitrolite } from '../../plugin/createNitrolite'
import type { PartialNitroliteTexts } from '../../texts/texts'
import WalletButton from './WalletButton.vue'

let wrapper: VueWrapper | undefined

afterEach(() => {
  wrapper?.unmount()
  wrapper = undefined
  stopAnnouncing()
  localStorage.clear()
})

const idle = () => createFakeClient([], { status: 'idle', account: null, protocol: null })

async function mountButton(client: FakeClient = idle(), options: object = {}, texts: PartialNitroliteTexts | null = null) {
  const mounted = mount(WalletButton, {
    attachTo: document.body, ...options,
    global: { plugins: [createPinia(), createNitrolite({ client, storage: false, texts })] },
  })
  wrapper = mounted
  await settle()
  const press = async (text: string): Promise<void> => {
    await mounted.findAll('button').find(button => button.text() === text)?.trigger('click')
    await settle()
  }
  return { client, mounted, press, buttons: () => mounted.findAll('button').map(button => button.text()) }
}

it('the wallet button connects at once if only one wallet is installed', async () => {
  const fox = announceWallet({ rdns: 'test.fox' })
  const client = idle()
  const connect = vi.spyOn(client.answers, 'connect')
  const { press } = await mountButton(client)
  await press('Connect a wallet')
  expect(connect).toHaveBeenCalledExactlyOnceWith(fox)
})

it('the wallet button offers several wallets as a list that Escape closes', async () => {
  announceWallet({ rdns: 'test.fox', name: 'Test Fox' })
  announceWallet({ rdns: 'test.owl', name: 'Test Owl' })
  const { mounted, press, buttons } = await mountButton()
  await press('Connect a wallet')
  expect(buttons()).toEqual(['Connect a wallet', 'Test Fox', 'Test Owl'])
  expect(mounted.get('button').attributes('aria-expanded')).toBe('true')
  await mounted.get('ul').trigger('keydown', { key: 'Escape' })
  await settle()
  expect(buttons()).toEqual(['Connect a wallet'])
  expect(document.activeElement).toBe(mounted.get('button').element)
})

it('the wallet button hides an icon that is not an image', async () => {
  announceWallet({ rdns: 'test.fox', name: 'Test Fox' })
  announceWallet({ rdns: 'test.owl', name: 'Test Owl' })
  const { mounted, press } = await mountButton()
  await press('Connect a wallet')
  const [fox, owl] = mounted.findAll('img')
  await fox?.trigger('error')
  expect([fox?.isVisible(), owl?.isVisible()]).toEqual([false, true])
})

it('the wallet button says that no wallet is installed', async () => {
  const { mounted, press } = await mountButton()
  await press('Connect a wallet')
  expect(mounted.get('[role=status]').text()).toBe('No wallet is installed in this browser. Install one, then reload the page.')
})

it('the wallet button says to look at the wallet while it is asked, and cancels', async () => {
  announceWallet({ rdns: 'test.fox' })
  const client = idle()
  client.answers.connect = () => new Promise(() => {})
  const { mounted, press, buttons } = await mountButton(client)
  await press('Connect a wallet')
  client.become({ status: 'authenticating' })
  await settle()
  expect([mounted.get('[role=status]').text(), buttons()]).toEqual(['Look at your wallet', ['Cancel']])
  await press('Cancel')
  expect(client.calls).toContain('disconnect')
})

it('a person who connects and disconnects with the keyboard keeps a place in the wallet button', async () => {
  announceWallet({ rdns: 'test.fox', name: 'Test Fox' })
  announceWallet({ rdns: 'test.owl', name: 'Test Owl' })
  const client = idle()
  client.answers.connect = () => new Promise(() => {})
  const { mounted } = await mountButton(client)
  const focused = () => document.activeElement?.textContent?.trim()
  const pressKey = async (text: string): Promise<void> => {
    const button = mounted.findAll('button').find(each => each.text() === text)?.element
    button?.focus()
    button?.click()
    await settle()
  }
  await pressKey('Connect a wallet')
  await pressKey('Test Owl')
  expect(focused()).toBe('Connect a wallet')
  client.become({ status: 'authenticating' })
  await settle()
  expect(focused()).toBe('Look at your wallet')
  client.become({ status: 'ready', account: ALICE })
  await settle()
  expect(document.activeElement).toBe(mounted.get('.nitrolite-wallet-account').element)
  await pressKey('Disconnect')
  client.become({ status: 'closed', account: null })
  await settle()
  expect(focused()).toBe('Connect a wallet')
})

it('the wallet button shows the account, and disconnects', async () => {
  const { client, mounted, press, buttons } = await mountButton(createFakeClient())
  expect([mounted.get('.nitrolite-wallet-account').attributes('title'), buttons()]).toEqual([ALICE, ['Disconnect']])
  await press('Disconnect')
  expect(client.calls).toContain('disconnect')
})

it('the wallet button shows why connecting failed', async () => {
  announceWallet({ rdns: 'test.fox' })
  const client = idle()
  client.answers.connect = () => Promise.reject(new NitroliteError('WALLET_PENDING'))
  const { mounted, press } = await mountButton(client)
  await press('Connect a wallet')
  expect(mounted.get('[role=alert]').text()).toContain(new NitroliteError('WALLET_PENDING').info.what)
})

it('the wallet button names the account that the wallet has switched to', async () => {
  const { client, mounted } = await mountButton(createFakeClient())
  client.become({ status: 'closed', account: null })
  client.emit('error', new NitroliteError('WALLET_ACCOUNT_CHANGED', { account: BOB }))
  await settle()
  expect(mounted.get('[role=alert]').text()).toContain(`It now uses ${BOB}`)
})

it('the wallet button says “You declined to log in” if the person declined, as a status and not as an alert', async () => {
  announceWallet({ rdns: 'test.fox' })
  const client = idle()
  client.answers.connect = () => Promise.reject(new NitroliteError('WALLET_REJECTED'))
  const { mounted, press, buttons } = await mountButton(client)
  await press('Connect a wallet')
  expect([mounted.get('[role=status]').text(), buttons()]).toEqual(['You declined to log in.', ['Connect a wallet']])
  expect(mounted.find('[role=alert]').exists()).toBe(false)
})

it.each([
  ['room', { left: 10, right: 200 }, false],
  ['no room on the right', { left: 900, right: 1090 }, true],
  ['no room on the left, in a page from right to left', { left: -40, right: 150 }, true],
])('the list of wallets lies on the side of the button that has room: %s', async (_, place, isAtEnd) => {
  announceWallet({ rdns: 'test.fox', name: 'Test Fox' })
  announceWallet({ rdns: 'test.owl', name: 'Test Owl' })
  vi.spyOn(document.documentElement, 'clientWidth', 'get').mockReturnValue(1000)
  vi.spyOn(HTMLUListElement.prototype, 'getBoundingClientRect').mockReturnValue({ ...new DOMRect(), ...place })
  const { mounted, press } = await mountButton()
  await press('Connect a wallet')
  expect(mounted.get('ul').classes('nitrolite-wallet-list-at-end')).toBe(isAtEnd)
  vi.restoreAllMocks()
})

it('the wallet button speaks the language of the app', async () => {
  const { buttons } = await mountButton(idle(), {}, german)
  expect(buttons()).toEqual(['Wallet verbinden'])
})

it('an app can replace the texts and everything inside of the wallet button', async () => {
  const { buttons } = await mountButton(idle(), { props: { labels: { connect: 'Verbinden' } } })
  expect(buttons()).toEqual(['Verbinden'])
  wrapper?.unmount()
  const replaced = await mountButton(idle(), { slots: { default: ({ wallets }: { wallets: readonly unknown[] }) => h('b', `${wallets.length} wallets`) } })
  expect(replaced.mounted.html()).toContain('<b>0 wallets</b>')
})

it('the wallet button with an open list has no accessibility problems', async () => {
  announceWallet({ rdns: 'test.fox', name: 'Test Fox' })
  announceWallet({ rdns: 'test.owl', name: 'Test Owl' })
  const { mounted, press } = await mountButton()
  await press('Connect a wallet')
  const { violations } = await axe.run(mounted.element, { rules: { 'color-contrast': { enabled: false }, 'region': { enabled: false } } })
  expect(violations.map(({ id }) => id)).toEqual([])
})
