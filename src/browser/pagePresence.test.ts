import { expect, it, vi } from 'vitest'
import { browserPresence } from './pagePresence'

class Target extends EventTarget {
  visibilityState = 'visible'
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

function createPage() {
  const [window, document, navigator] = [new Target(), new Target(), { onLine: true }]
  return {
    window, document, navigator, presence: browserPresence({ window, document, navigator }),
    show(visibilityState: string) {
      document.visibilityState = visibilityState
      document.dispatchEvent(new Event('visibilitychange'))
    },
    bringOnline() {
      navigator.onLine = true
      window.dispatchEvent(new Event('online'))
    },
  }
}

it('browserPresence is away while the page is hidden or the device is offline', () => {
  const { presence, navigator, show, bringOnline } = createPage()
  expect(presence.isAway()).toBe(false)
  show('hidden')
  expect(presence.isAway()).toBe(true)
  show('visible')
  expect(presence.isAway()).toBe(false)
  navigator.onLine = false
  expect(presence.isAway()).toBe(true)
  bringOnline()
  expect(presence.isAway()).toBe(false)
})

it('browserPresence calls back on return until it is stopped, and not while the other reason still holds', () => {
  const { presence, window, document, navigator, show, bringOnline } = createPage()
  const onReturn = vi.fn()
  const stop = presence.onReturn(onReturn)
  show('hidden')
  navigator.onLine = false
  show('visible')
  expect(onReturn).not.toHaveBeenCalled()
  bringOnline()
  expect(onReturn).toHaveBeenCalledTimes(1)
  show('hidden')
  show('visible')
  expect(onReturn).toHaveBeenCalledTimes(2)
  stop()
  show('hidden')
  show('visible')
  bringOnline()
  expect(onReturn).toHaveBeenCalledTimes(2)
  expect([window.listeners, document.listeners]).toEqual([0, 0])
})

it('browserPresence calls back when the page returns from the back-forward cache', () => {
  const { presence, window } = createPage()
  const onReturn = vi.fn()
  presence.onReturn(onReturn)
  window.dispatchEvent(Object.assign(new Event('pageshow'), { persisted: true }))
  expect(onReturn).toHaveBeenCalledTimes(1)
})

it('browserPresence without any browser object is never away', () => {
  const presence = browserPresence({})
  expect(presence.isAway()).toBe(false)
  expect(() => { presence.onReturn(() => {})() }).not.toThrow()
})
