import { afterEach, describe, expect, it, vi } from 'vitest'
import { advance, mountCloser, settle, type MountedCloser } from '../../../test/helpers/mountCloser'
import { BOB } from '../../../test/helpers/sampleSession'
import { describeError, type NitroliteErrorCode } from '../../core/errors/errors'
import { useNitroliteStore } from '../../plugin/store'

let closer: MountedCloser

afterEach(() => closer.wrapper.unmount())

const announced = () => closer.wrapper.get('[aria-live]').text()
const requested = (nth = 0) => closer.client.started[nth]?.request.allocations.map(({ amount }) => amount)
const end = async (code: NitroliteErrorCode, state: 'failed' | 'cancelled' = 'failed') => {
  closer.client.started.at(-1)?.progress.end(state, describeError(code))
  await settle()
}

describe('confirming', () => {
  it('the confirmation shows who receives what, what changes and that closing is final, and nothing is signed before a person confirms', async () => {
    closer = await mountCloser()
    await closer.type(closer.field('Your allocation'), '0.25')
    await closer.click('Close application session')
    expect(closer.state()).toBe('confirm')
    expect(closer.text()).toContain(
      'You receive 0.25 usdc and 0x3C44…93BC receives 0.75 usdc. Compared with the current split, you get 0.45 usdc less. This cannot be undone.',
    )
    expect(closer.text()).toContain(BOB)
    expect(closer.client.started).toHaveLength(0)
    await closer.click('Confirm and close')
    expect(requested()).toEqual(['0.25', '0.75'])
    expect(closer.state()).toBe('progress')
  })

  it('the confirmation has a note when the person’s share does not change', async () => {
    closer = await mountCloser()
    await closer.click('Close application session')
    expect(closer.text()).toContain('Your share stays as it is now.')
  })

  it('SessionCloser moves the focus to the confirmation, and back to the close button after Escape or Back', async () => {
    closer = await mountCloser()
    await closer.click('Close application session')
    expect(document.activeElement?.textContent).toBe('Close this session?')
    await closer.press(document.activeElement as HTMLElement, 'Escape')
    await settle()
    expect(closer.state()).toBe('editing')
    expect(document.activeElement).toBe(closer.button('Close application session'))
    await closer.click('Close application session')
    await closer.click('Back')
    expect(document.activeElement).toBe(closer.button('Close application session'))
    expect(closer.client.started).toHaveLength(0)
  })

  it('SessionCloser disables the confirm button while the connection is lost', async () => {
    closer = await mountCloser()
    await closer.click('Close application session')
    closer.client.become({ status: 'closed' })
    await settle()
    expect(closer.button('Confirm and close').disabled).toBe(true)
    expect(closer.text()).toContain('Not connected to the node.')
    closer.client.become({ status: 'ready' })
    await settle()
    expect(closer.button('Confirm and close').disabled).toBe(false)
  })

  it('SessionCloser closes a session without asking for confirmation when the confirm prop is false', async () => {
    closer = await mountCloser({ props: { confirm: false } })
    await closer.click('Close application session')
    expect(requested()).toEqual(['0.7', '0.3'])
  })

  it('SessionCloser asks for confirmation while the confirm prop is null, because the app does not know it yet', async () => {
    closer = await mountCloser({ props: { confirm: null as never } })
    await closer.click('Close application session')
    expect([closer.state(), closer.client.started]).toEqual(['confirm', []])
  })

  it('SessionCloser starts one closing when the confirm button is clicked twice', async () => {
    closer = await mountCloser()
    await closer.click('Close application session')
    const button = closer.button('Confirm and close')
    button.click()
    button.click()
    await settle()
    expect(closer.client.started).toHaveLength(1)
  })
})

describe('progress', () => {
  const steps = () => closer.wrapper.findAll('[data-step]').map(step => `${step.attributes('data-step')} ${step.attributes('data-status')}`)

  it('SessionCloser shows and announces the steps of a closing', async () => {
    closer = await mountCloser()
    await closer.startClosing()
    expect(steps()).toEqual(['checked waiting', 'signed waiting', 'sent waiting', 'confirmed waiting', 'paid waiting'])
    expect(announced()).toBe('Checking the session and your split.')
    await advance(closer, 'signing')
    expect(steps().slice(0, 2)).toEqual(['checked done', 'signed active'])
    expect(announced()).toContain('Signing.')
    await advance(closer, 'submitting')
    expect(announced()).toBe('Sent. Waiting for the node’s answer.')
    await advance(closer, 'paying')
    expect(closer.state()).toBe('progress')
    expect(announced()).toBe('The session is closed. Reading what was paid out…')
  })

  it('the mark beside the session id says “closed” as soon as the text says that the session is closed', async () => {
    closer = await mountCloser()
    await closer.startClosing()
    await advance(closer, 'submitting')
    expect(closer.wrapper.get('.nitrolite-badge').text()).toBe('open')
    await advance(closer, 'paying')
    expect(closer.text()).toContain('The session is closed.')
    expect(closer.wrapper.get('.nitrolite-badge').text()).toBe('closed')
  })

  it('SessionCloser says that the payouts are being read while the closing is paying', async () => {
    closer = await mountCloser()
    await closer.startClosing()
    await advance(closer, 'paying')
    expect(closer.state()).toBe('progress')
    expect(steps().slice(-2)).toEqual(['confirmed done', 'paid active'])
    expect(announced()).toBe('The session is closed. Reading what was paid out…')
    closer.client.started[0]?.progress.update({ recovery: { phase: 'connecting', until: null, attempts: 1, canRevoke: false } })
    await settle()
    expect(closer.text()).toContain('The session is closed. Reading what was paid out… Connecting to the node to ask what happened.')
    expect(closer.hasButton('Cancel')).toBe(false)
  })

  it('SessionCloser lets a person cancel a closing until it is sent', async () => {
    closer = await mountCloser()
    await closer.startClosing()
    await closer.click('Cancel')
    expect(closer.state()).toBe('editing')
    expect(closer.text()).toContain('Cancelled. Nothing was paid out.')
    expect(closer.wrapper.emitted('cancelled')).toHaveLength(1)
    expect(document.activeElement).toBe(closer.button('Close application session'))
    await closer.startClosing()
    await advance(closer, 'submitting')
    expect(closer.hasButton('Cancel')).toBe(false)
  })

  it.each([
    ['lets a person cancel a closing that the node has refused, while the wallet is asked for a new login', 'authorizing', null, true],
    ['lets a person cancel a closing that the node has refused, while the journal fails', 'retrying', describeError('JOURNAL_FAILED'), true],
    ['does not offer to cancel a closing that is ending, while its record is removed from the journal', 'retrying', null, false],
  ] as const)('SessionCloser %s', async (_, phase, error, canCancel) => {
    closer = await mountCloser()
    await closer.startClosing()
    closer.client.started[0]?.progress.update({ state: 'submitting', error, recovery: { phase, until: null, attempts: 1, canRevoke: false } })
    await settle()
    expect(closer.hasButton('Cancel')).toBe(canCancel)
    if (canCancel) await closer.click('Cancel')
    expect(closer.text().includes('Cancelled. Nothing was paid out.')).toBe(canCancel)
  })

  it('SessionCloser shows that the wallet declined, and does not call that a failure', async () => {
    closer = await mountCloser()
    await closer.startClosing()
    await end('WALLET_REJECTED', 'cancelled')
    expect(closer.text()).toContain('The wallet declined to sign.')
    expect(closer.wrapper.emitted('failed')).toBeUndefined()
  })

  it('SessionCloser shows that another tab is closing the session', async () => {
    closer = await mountCloser()
    await closer.startClosing()
    expect(closer.text()).not.toContain('Another tab')
    closer.client.started[0]?.progress.update({ isElsewhere: true })
    await settle()
    expect(closer.text()).toContain('Another tab is closing this session.')
  })

  it('SessionCloser offers to revoke the session key if waiting takes long, unless another tab works on the closing', async () => {
    closer = await mountCloser()
    await closer.startClosing()
    await advance(closer, 'unknown')
    const { progress } = closer.client.started[0] ?? {}
    progress?.update({ recovery: { phase: 'fencing', until: null, attempts: 1, canRevoke: true } })
    await settle()
    const revoke = vi.spyOn(closer.client.started[0] as never, 'revokeKey')
    await closer.click('Do not wait: end the session key')
    expect(revoke).toHaveBeenCalledTimes(1)
    progress?.update({ isElsewhere: true })
    await settle()
    expect(closer.hasButton('Do not wait: end the session key')).toBe(false)
  })

  it('SessionCloser does not say that a person can leave the page when closings are not stored', async () => {
    closer = await mountCloser()
    useNitroliteStore(closer.wrapper.vm.$pinia).isDurable = false
    await closer.startClosing()
    await advance(closer, 'unknown')
    expect(closer.text()).not.toContain('You can leave this page')
  })

  it('SessionCloser says that the outcome of a closing is unknown, offers nothing that could send it again, and offers to connect', async () => {
    closer = await mountCloser()
    await closer.startClosing()
    await advance(closer, 'unknown')
    expect(closer.state()).toBe('unknown')
    const text = 'We don’t know yet whether the node has closed the session. We will not send it twice. You can leave this page.'
    expect(announced()).toBe(text)
    expect(closer.wrapper.findAll('button').map(element => element.text())).toEqual(['0x0000…0001 Copy session id'])
    closer.client.become({ status: 'closed' })
    await settle()
    expect(closer.hasButton('Connect')).toBe(true)
    await advance(closer, 'paid')
    expect(closer.state()).toBe('result')
  })

  it('SessionCloser says once, and not twice, that it is connecting while the outcome of a closing is unknown', async () => {
    closer = await mountCloser()
    await closer.startClosing()
    await advance(closer, 'unknown')
    closer.client.started[0]?.progress.update({ recovery: { phase: 'connecting', until: null, attempts: 1, canRevoke: false } })
    await settle()
    expect(closer.text().match(/Connecting to the node/g)).toEqual(['Connecting to the node'])
    closer.client.become({ status: 'reconnecting' })
    await settle()
    expect(closer.text()).toContain('Connecting to the node…')
    expect(closer.text().match(/Connecting to the node/g)).toHaveLength(1)
  })

  it('SessionCloser shows a running closing after it was unmounted and mounted again', async () => {
    closer = await mountCloser()
    await closer.startClosing()
    await advance(closer, 'submitting')
    const { client } = closer
    closer.wrapper.unmount()
    expect(client.started[0]?.state).toBe('submitting')
    closer = await mountCloser({ client })
    expect(closer.state()).toBe('progress')
  })
})

it('SessionCloser says why nothing proceeds while the journal fails, and does not send the person to the wallet', async () => {
  closer = await mountCloser()
  await closer.startClosing()
  closer.client.started[0]?.progress.update({
    state: 'signing', error: describeError('JOURNAL_FAILED', { reason: 'The disk does not answer.' }),
    recovery: { phase: 'retrying', until: null, attempts: 1, canRevoke: false },
  })
  await settle()
  const text = closer.wrapper.get('.nitrolite-progress-text').text()
  expect(text).toBe('The closing could not be recorded. The disk does not answer. Trying again soon.')
  expect(closer.wrapper.get('[aria-live]').text()).toBe(text)
})
