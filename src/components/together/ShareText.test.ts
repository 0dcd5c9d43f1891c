import { mount } from '@vue/test-utils'
import { nextTick } from 'vue'
import { expect, it, onTestFinished, vi } from 'vitest'
import ShareText from './ShareText.vue'
import { timeLeft } from './timeLeft'

/** A device with or without a share sheet. */
async function show(link: string | null, share?: (data: ShareData) => Promise<void>) {
  Object.defineProperty(navigator, 'share', { value: share, configurable: true })
  const wrapper = mount(ShareText, { props: { text: 'nlp1.AAAA', label: 'Proposal', link, qrCode: null, fileName: 'proposal.txt' } })
  onTestFinished(() => {
    wrapper.unmount()
    Reflect.deleteProperty(navigator, 'share')
  })
  await nextTick()
  return wrapper
}

it('a text is shared as a link with the share sheet of the device, which the person may close', async () => {
  const share = vi.fn(() => Promise.reject(new DOMException('closed', 'AbortError')))
  const wrapper = await show('https://app.example/sign#nlp1.AAAA', share)
  await wrapper.get('[data-action=share]').trigger('click')
  expect(share).toHaveBeenCalledExactlyOnceWith({ url: 'https://app.example/sign#nlp1.AAAA' })
  expect(wrapper.find('[data-action=copy-link]').exists()).toBe(true)
})

it('a text without a link is shared as a text, and a device without a share sheet has no button for it', async () => {
  const share = vi.fn(() => Promise.resolve())
  await (await show(null, share)).get('[data-action=share]').trigger('click')
  expect(share).toHaveBeenCalledExactlyOnceWith({ text: 'nlp1.AAAA' })

  const without = await show(null)
  expect(without.findAll('[data-action]').map(element => element.attributes('data-action'))).toEqual(['copy-text', 'save'])
  expect(without.get('[data-action=save]').attributes()).toMatchObject({ download: 'proposal.txt', href: 'data:text/plain;charset=utf-8,nlp1.AAAA' })
})

it('the time left is shown in minutes and seconds, with hours only if there are any, and is null once it is over', () => {
  expect([299_001, 60_000, 1, 3_723_000, 0, -5].map(left => timeLeft(1_000_000 + left, 1_000_000))).toEqual(['5:00', '1:00', '0:01', '1:02:03', null, null])
})
