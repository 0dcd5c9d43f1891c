import { expect, it, vi } from 'vitest'
import { abortable } from './abortable'

const never = () => new Promise<never>(() => {})

it('a call without a signal gives the answer', async () => {
  expect(await abortable('nodeInfo', {}, async () => 'answer')).toBe('answer')
})

it('a call with null for its options has no signal', async () => {
  expect(await abortable('nodeInfo', null, async () => 'answer')).toBe('answer')
})

it('a call whose signal is not aborted gives the answer or the error', async () => {
  const { signal } = new AbortController()
  expect(await abortable('nodeInfo', { signal }, async () => 'answer')).toBe('answer')
  await expect(abortable('nodeInfo', { signal }, () => Promise.reject(new Error('refused')))).rejects.toThrow('refused')
})

it('a call ends as soon as its signal is aborted', async () => {
  const controller = new AbortController()
  const call = abortable('nodeInfo', controller, never)
  controller.abort()
  await expect(call).rejects.toMatchObject({ code: 'REQUEST_ABORTED', info: { data: { method: 'nodeInfo' } } })
})

it('a call whose signal is aborted already does not begin', async () => {
  const work = vi.fn(never)
  await expect(abortable('nodeInfo', { signal: AbortSignal.abort() }, work)).rejects.toMatchObject({ code: 'REQUEST_ABORTED' })
  expect(work).not.toHaveBeenCalled()
})

it('a call whose signal is the controller itself is refused, and does not begin', async () => {
  const work = vi.fn(never)
  const controller: unknown = new AbortController()
  await expect(abortable('nodeInfo', { signal: controller as AbortSignal }, work)).rejects.toMatchObject({ code: 'OPTIONS_INVALID', info: { data: { option: 'signal' } } })
  expect(work).not.toHaveBeenCalled()
})
