import { afterEach, describe, expect, it, vi } from 'vitest'
import { advance, mountCloser, type MountedCloser } from '../../../test/helpers/mountCloser'
import { sampleReceipt } from '../../../test/helpers/sampleSession'

let closer: MountedCloser

afterEach(() => {
  closer.wrapper.unmount()
  vi.useRealTimers()
  vi.restoreAllMocks()
})

describe('the receipt', () => {
  it('SessionCloser offers to copy and to download the receipt', async () => {
    const writeText = vi.spyOn(navigator.clipboard, 'writeText').mockResolvedValue()
    closer = await mountCloser()
    await closer.startClosing()
    await advance(closer, 'paid')
    await closer.click('Copy receipt')
    expect(writeText).toHaveBeenCalledExactlyOnceWith(JSON.stringify(sampleReceipt(), null, 2))
    expect(closer.hasButton('Copied')).toBe(true)
    vi.useFakeTimers()
    await closer.click('Copied')
    await vi.advanceTimersByTimeAsync(2_000)
    expect(closer.hasButton('Copy receipt')).toBe(true)
    writeText.mockRejectedValue(new Error('not allowed'))
    await closer.click('Copy receipt')
    expect(closer.hasButton('Copying is not possible here')).toBe(true)
    const link = closer.wrapper.get('a[download]')
    expect(link.text()).toBe('Download receipt')
    const [head = '', body = ''] = link.attributes('href')?.split(',', 2) ?? []
    expect(head).toBe('data:application/json;charset=utf-8')
    expect(JSON.parse(decodeURIComponent(body))).toEqual(sampleReceipt())
  })

  it('SessionCloser copies the receipt on a page without TLS, which has no clipboard', async () => {
    vi.spyOn(navigator.clipboard, 'writeText').mockRejectedValue(new Error('not allowed'))
    let copied = ''
    document.execCommand = () => {
      copied = (document.activeElement as HTMLTextAreaElement).value
      return true
    }
    closer = await mountCloser()
    await closer.startClosing()
    await advance(closer, 'paid')
    await closer.click('Copy receipt')
    Reflect.deleteProperty(document, 'execCommand')
    expect(closer.hasButton('Copied')).toBe(true)
    expect(copied).toBe(JSON.stringify(sampleReceipt(), null, 2))
    expect(document.querySelector('textarea')).toBeNull()
    expect(document.activeElement).toBe(closer.button('Copied'))
  })
})
