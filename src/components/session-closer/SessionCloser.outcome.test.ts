import { afterEach, describe, expect, it, vi } from 'vitest'
import { nextTick } from 'vue'
import { advance, mountCloser, settle, type MountedCloser } from '../../../test/helpers/mountCloser'
import { ALICE, sampleId, sampleReceipt, sampleSession } from '../../../test/helpers/sampleSession'
import { describeError, type NitroliteErrorCode } from '../../core/errors/errors'

let closer: MountedCloser

afterEach(() => {
  closer.wrapper.unmount()
  vi.useRealTimers()
  vi.restoreAllMocks()
})

const announced = () => closer.wrapper.get('[aria-live]').text()
const requested = (nth = 0) => closer.client.started[nth]?.request.allocations.map(({ amount }) => amount)
const end = async (code: NitroliteErrorCode) => {
  closer.client.started.at(-1)?.progress.end('failed', describeError(code))
  await settle()
}

describe('an unknown outcome', () => {
  const doubt = async (node?: string) => {
    closer = await mountCloser()
    await closer.startClosing()
    closer.client.started[0]?.progress.update({ state: 'confirming', error: describeError('CLOSING_UNKNOWN', { node }) })
    await settle()
  }

  it('SessionCloser shows and announces what the node has answered while a refusal that proves nothing is looked into', async () => {
    await doubt('failed to close application session')
    const words = 'The node has answered "failed to close application session", which does not prove what happened.'
    expect(closer.state()).toBe('unknown')
    expect(closer.wrapper.get('.nitrolite-progress-text').text()).toContain(words)
    expect(announced()).toContain(words)
  })

  it('SessionCloser blames no answer of the node when there was none', async () => {
    await doubt()
    expect(closer.text()).toContain('We don’t know yet whether the node has closed the session.')
    expect(closer.text()).not.toContain('has answered')
  })
})

describe('two steps', () => {
  const agree = async () => {
    closer = await mountCloser({ sessions: [{ ...sampleSession(), agreesFirst: true }] })
    const mine = closer.field('Your allocation')
    await closer.type(mine, '0.6')
    await closer.press(mine, 'Enter')
    await closer.click('Close application session')
    expect(closer.text()).toContain('This takes two steps')
    await closer.click('Confirm and close')
    const progress = closer.client.started[0]?.progress
    progress?.planned(['operate', 'close'], [])
    progress?.update({ state: 'agreed', error: describeError('WALLET_REJECTED') })
    await settle()
  }

  it('SessionCloser says before the first signature that a closing has two steps, and shows them one by one', async () => {
    await agree()
    expect(closer.wrapper.findAll('.nitrolite-step-name').map(element => element.text()))
      .toEqual(['checked', 'split signed', 'split sent', 'split agreed', 'signed', 'sent', 'confirmed', 'paid'])
    expect(closer.text()).toContain('The new split is agreed, but the session is not closed yet. You receive ')
    expect(announced()).toContain('not closed yet')
  })

  it('SessionCloser lets a person close the session between the two steps', async () => {
    await agree()
    await closer.click('Close it now')
    expect(closer.client.started[0]?.state).toBe('confirming')
  })

  it('SessionCloser lets a person leave the session open between the two steps', async () => {
    await agree()
    await closer.click('Leave it open')
    expect(closer.client.started[0]?.state).toBe('cancelled')
    expect(closer.wrapper.emitted('cancelled')).toHaveLength(1)
  })

  it('SessionCloser offers no choice between the two steps of a closing in another tab', async () => {
    await agree()
    closer.client.started[0]?.progress.update({ isElsewhere: true })
    await settle()
    expect(closer.text()).toContain('Another tab is closing this session.')
    expect([closer.hasButton('Close it now'), closer.hasButton('Leave it open')]).toEqual([false, false])
  })

  it('SessionCloser says in the confirmation of a new split how often the wallet may ask', async () => {
    closer = await mountCloser({ sessions: [{ ...sampleSession(), agreesFirst: true }] })
    await closer.type(closer.field('Your allocation'), '0.6')
    await closer.click('Close application session')
    expect(closer.text()).toContain('Your wallet asks once or not at all. It asks more often only if it signs each step itself, or if it has to end old session keys first.')
  })

  it('SessionCloser does not mention two steps when the split stays the same', async () => {
    closer = await mountCloser({ sessions: [{ ...sampleSession(), agreesFirst: true }] })
    await closer.click('Close application session')
    expect(closer.text()).not.toContain('two steps')
  })
})

describe('result', () => {
  it('SessionCloser shows what was paid out, and emits the receipt once', async () => {
    closer = await mountCloser()
    await closer.startClosing()
    await advance(closer, 'paid')
    expect(closer.state()).toBe('result')
    expect(closer.wrapper.findAll('.nitrolite-receivers li').map(element => element.text()))
      .toEqual(['0x7099…79C8 (you)0.7 usdc', '0x3C44…93BC0.3 usdc'])
    expect(closer.wrapper.emitted('closed')).toEqual([[sampleReceipt()]])
    expect(announced()).toBe('Session closed. The node paid out exactly what was requested.')
    expect(document.activeElement?.textContent.trim()).toBe('Session closed')
  })

  it('SessionCloser shows until when a paid closing is watched for a second payment, and emits closed once', async () => {
    closer = await mountCloser()
    await closer.startClosing()
    const until = Date.now() + 60_000
    const progress = closer.client.started[0]?.progress
    progress?.paid(sampleReceipt(), { watchedUntil: until })
    await settle()
    const note = `Paid. Until ${new Date(until).toLocaleTimeString()} the app also checks that the session is not paid a second time.`
    expect(closer.state()).toBe('result')
    expect(closer.text()).toContain(note)
    progress?.update({ watchedUntil: null })
    await settle()
    expect(closer.text()).not.toContain('the app also checks')
    expect(closer.wrapper.emitted('closed')).toEqual([[sampleReceipt()]])
  })

  it('SessionCloser shows and announces that too much was paid out, and emits failed, when a second payment is found', async () => {
    closer = await mountCloser()
    await closer.startClosing()
    const progress = closer.client.started[0]?.progress
    progress?.paid(sampleReceipt(), { watchedUntil: Date.now() + 60_000 })
    progress?.paid(sampleReceipt(sampleSession(), { result: 'overpaid' }))
    await settle()
    expect(closer.wrapper.get('[data-result]').attributes('data-result')).toBe('overpaid')
    expect(announced()).toContain('The node paid out too much.')
    expect(closer.wrapper.emitted('closed')).toHaveLength(1)
    expect(closer.wrapper.emitted('failed')).toMatchObject([[{ code: 'CLOSING_OVERPAID' }]])
  })

  it('SessionCloser shows a payout with a different split as a result of its own, and emits failed', async () => {
    closer = await mountCloser()
    await closer.startClosing()
    closer.client.started[0]?.progress.paid(sampleReceipt(sampleSession(), {
      result: 'superseded',
      differences: [{ participant: ALICE, asset: 'usdc', expected: '0.7', paid: '0.2' }],
    }))
    await settle()
    expect(closer.text()).toContain('Session closed with a different split')
    expect(closer.text()).toContain('closed by another participant or device')
    expect(closer.text()).toContain('0.2 usdc instead of 0.7 usdc')
    expect(closer.wrapper.emitted('closed')).toBeUndefined()
    expect(closer.wrapper.emitted('failed')).toMatchObject([[{ code: 'CLOSING_SUPERSEDED' }]])
  })
})

describe('errors', () => {
  const buttons = () => closer.wrapper.findAll('.nitrolite-error button').map(element => element.text())

  it.each<[NitroliteErrorCode, string[]]>([
    ['NODE_STAMP_REFUSED', ['Back to editing', 'Try again']],
    ['AUTH_REQUIRED', ['Back to editing', 'Reconnect']],
    ['SESSION_KEY_REPLACED', ['Back to editing', 'Reconnect']],
    ['ALLOCATION_SUM_MISMATCH', ['Back to editing']],
    ['SESSION_NOT_OPEN', ['Back to editing', 'Read again']],
  ])('after %s, SessionCloser says what happened and where the funds are, and offers the next step', async (code, expected) => {
    closer = await mountCloser()
    await closer.startClosing()
    await end(code)
    expect(closer.state()).toBe('error')
    expect(closer.text()).toContain(describeError(code).what)
    expect(closer.text()).toMatch(/funds/)
    expect(buttons()).toEqual(expected)
    expect(announced()).toContain(describeError(code).what)
    expect(closer.wrapper.emitted('failed')).toMatchObject([[{ code }]])
    expect(document.activeElement?.textContent.trim()).toBe('The session was not closed')
  })

  it('the button “Try again” asks for confirmation again before the session is closed', async () => {
    closer = await mountCloser()
    await closer.type(closer.field('Your allocation'), '0.1')
    await closer.startClosing()
    await end('NODE_STAMP_REFUSED')
    await closer.click('Try again')
    expect(closer.state()).toBe('confirm')
    expect(closer.client.started).toHaveLength(1)
    await closer.click('Confirm and close')
    expect(requested(1)).toEqual(['0.1', '0.9'])
  })

  it('the button “Back to editing” keeps the amounts of a closing that failed', async () => {
    closer = await mountCloser()
    await closer.type(closer.field('Your allocation'), '0.1')
    await closer.startClosing()
    await end('NODE_STAMP_REFUSED')
    await closer.click('Back to editing')
    expect(closer.field('Your allocation').value).toBe('0.1')
  })

  it('the button “Reconnect” of an error connects the client again', async () => {
    closer = await mountCloser()
    await closer.startClosing()
    closer.client.become({ status: 'closed' })
    await end('NOT_CONNECTED')
    await closer.click('Reconnect')
    expect(closer.client.calls).toContain('connect')
    expect(closer.state()).toBe('editing')
  })

  it('the button “Read again” reads a session that could not be read', async () => {
    closer = await mountCloser({ sessions: [] })
    expect(closer.state()).toBe('error')
    expect(closer.text()).toContain('The session could not be read')
    closer.client.known.set(sampleId(), sampleSession())
    await closer.click('Read again')
    expect(closer.state()).toBe('editing')
  })

  it('SessionCloser emits nothing for a closing that had ended before it was mounted', async () => {
    closer = await mountCloser()
    const { client } = closer
    await closer.startClosing()
    await advance(closer, 'paid')
    closer.wrapper.unmount()
    closer = await mountCloser({ client })
    expect(closer.state()).toBe('result')
    await closer.wrapper.setProps({ sessionId: sampleId(2) })
    await closer.wrapper.setProps({ sessionId: sampleId() })
    await nextTick()
    expect(closer.wrapper.emitted('closed')).toBeUndefined()
  })
})

it('SessionCloser shows what the node reported and the advice of an error as separate paragraphs', async () => {
  closer = await mountCloser()
  await closer.click('Close application session')
  await closer.click('Confirm and close')
  closer.client.started.at(-1)?.progress.end('failed', describeError('SESSION_CHANGED', { node: 'version 2, open' }))
  await settle()
  const lines = closer.wrapper.findAll('.nitrolite-error p').map(element => element.text())
  expect(lines.slice(1, 3)).toEqual([
    'The node reports: version 2, open.',
    'Nothing was paid out by this closing. Read the session again to see what it holds now.',
  ])
})
