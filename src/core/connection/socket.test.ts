import { expect, it, vi } from 'vitest'
import { createVirtualTime } from '../../testing'
import { closeSocket } from './socket'
import type { WebSocketLike } from './types'

const OPEN = 1

function start(replaced: object = {}) {
  const time = createVirtualTime()
  const target = new EventTarget()
  const socket = Object.assign(target, { readyState: OPEN, send() {}, close: vi.fn(), ...replaced }) as unknown as WebSocketLike & { close: ReturnType<typeof vi.fn> }
  return { time, target, socket, destroy: vi.fn() }
}

it('a socket whose other end never closes is destroyed after a second, if the runtime can do that', async () => {
  const { time, socket, destroy } = start()
  closeSocket(socket, time, destroy)
  expect(socket.close).toHaveBeenCalledTimes(1)
  await time.advance(999)
  expect(destroy).not.toHaveBeenCalled()
  await time.advance(1)
  expect(destroy).toHaveBeenCalledTimes(1)
})

it('a socket whose other end closes in time is not destroyed, and no timer is left', async () => {
  const { time, target, socket, destroy } = start()
  closeSocket(socket, time, destroy)
  target.dispatchEvent(new Event('close'))
  expect(time.pending).toBe(0)
  expect(destroy).not.toHaveBeenCalled()
})

it('a socket of a browser, which cannot be destroyed, needs no timer', () => {
  const { time, socket } = start()
  closeSocket(socket, time)
  expect(time.pending).toBe(0)
})

it('a socket that throws when it is closed leaves no timer', () => {
  const { time, socket, destroy } = start({ close: () => { throw new Error('not open') } })
  closeSocket(socket, time, destroy)
  expect(time.pending).toBe(0)
})
