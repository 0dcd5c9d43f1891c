import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createFakeClient } from '../../../test/helpers/fakeClient'
import { advance, mountCloser, settle, type MountedCloser } from '../../../test/helpers/mountCloser'
import { sampleSession } from '../../../test/helpers/sampleSession'
import { describeError, NitroliteError } from '../../core/errors/errors'

const TEXT = 'This page is out of date. Reload it.'

let closer: MountedCloser
const reload = vi.fn()

beforeEach(() => { vi.spyOn(window.location, 'reload').mockImplementation(reload) })

afterEach(() => {
  closer.wrapper.unmount()
  reload.mockClear()
  vi.restoreAllMocks()
})

it('a page that can no longer load its code to connect says that it is out of date and offers to reload', async () => {
  const client = createFakeClient([sampleSession()], { status: 'idle', account: null })
  client.answers.get = () => Promise.reject(new NitroliteError('NOT_CONNECTED'))
  client.answers.connect = async () => {
    client.become({ status: 'closed' })
    throw new NitroliteError('PAGE_OUTDATED')
  }
  closer = await mountCloser({ client })
  await closer.click('Connect')
  expect(closer.text()).toContain(TEXT)
  expect(closer.hasButton('Connect')).toBe(false)
  await closer.click('Reload the page')
  expect(reload).toHaveBeenCalledOnce()
})

it('a closing that needs code which is gone fails without being sent, and offers to reload the page', async () => {
  closer = await mountCloser()
  await closer.startClosing()
  closer.client.started[0]?.progress.end('failed', describeError('PAGE_OUTDATED'))
  await settle()
  expect(closer.text()).toContain(TEXT)
  expect(closer.text()).toContain('no closing is lost')
  await closer.click('Reload the page')
  expect(reload).toHaveBeenCalledOnce()
})

it('a page that turns out to be out of date while a closing runs keeps showing the closing and offers to reload', async () => {
  closer = await mountCloser()
  await closer.startClosing()
  await advance(closer, 'unknown')
  closer.client.emit('error', new NitroliteError('PAGE_OUTDATED'))
  await settle()
  expect(closer.state()).toBe('unknown')
  expect(closer.text()).toContain('We will not send it twice.')
  expect(closer.text()).toContain(TEXT)
  expect(closer.client.started[0]?.state).toBe('confirming')
  await closer.click('Reload the page')
  expect(reload).toHaveBeenCalledOnce()
})

it('a page that is out of date lets nobody begin another closing', async () => {
  closer = await mountCloser()
  closer.client.emit('error', new NitroliteError('PAGE_OUTDATED'))
  await settle()
  expect(closer.button('Close application session').disabled).toBe(true)
  expect(closer.hasButton('Reload the page')).toBe(true)
})

it('a session that cannot be read because the page is out of date offers to reload, not to read again', async () => {
  const client = createFakeClient([])
  client.answers.get = () => Promise.reject(new NitroliteError('PAGE_OUTDATED'))
  closer = await mountCloser({ client })
  expect(closer.text()).toContain(TEXT)
  expect(closer.hasButton('Read again')).toBe(false)
  await closer.click('Reload the page')
  expect(reload).toHaveBeenCalledOnce()
})
