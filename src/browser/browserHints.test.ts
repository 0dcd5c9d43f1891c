import { describe, expect, it, vi } from 'vitest'
import { browserHints } from './browserHints'

class Page extends EventTarget {
  visibilityState = 'hidden'
  listeners = 0
  override addEventListener(type: string, listener: () => void): void {
    this.listeners += 1
    super.addEventListener(type, listener)
  }

  override removeEventListener(type: string, listener: () => void): void {
    this.listeners -= 1
    super.removeEventListener(type, listener)
  }
}

describe('browserHints', () => {
  it('browserHints gives a hint when the network is back and when the page becomes visible, until it is stopped', () => {
    const [window, document] = [new Page(), new Page()]
    const hint = vi.fn()
    const stop = browserHints({ window, document }).onHint(hint)
    window.dispatchEvent(new Event('online'))
    expect(hint).toHaveBeenCalledTimes(1)
    document.dispatchEvent(new Event('visibilitychange'))
    expect(hint).toHaveBeenCalledTimes(1)
    document.visibilityState = 'visible'
    document.dispatchEvent(new Event('visibilitychange'))
    expect(hint).toHaveBeenCalledTimes(2)
    expect(hint).toHaveBeenLastCalledWith()
    stop()
    window.dispatchEvent(new Event('online'))
    document.dispatchEvent(new Event('visibilitychange'))
    expect(hint).toHaveBeenCalledTimes(2)
    expect([window.listeners, document.listeners]).toEqual([0, 0])
  })

  it('browserHints gives a hint when the page returns from the back-forward cache, but not when it was just loaded', () => {
    const window = new Page()
    const hint = vi.fn()
    const stop = browserHints({ window }).onHint(hint)
    window.dispatchEvent(Object.assign(new Event('pageshow'), { persisted: false }))
    expect(hint).not.toHaveBeenCalled()
    window.dispatchEvent(Object.assign(new Event('pageshow'), { persisted: true }))
    expect(hint).toHaveBeenCalledTimes(1)
    stop()
    expect(window.listeners).toBe(0)
  })

  it('browserHints needs neither a window nor a document', () => {
    expect(() => browserHints({}).onHint(() => {})()).not.toThrow()
  })
})
