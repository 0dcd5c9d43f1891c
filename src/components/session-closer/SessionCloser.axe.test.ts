import axe from 'axe-core'
import { afterEach, describe, expect, it } from 'vitest'
import { createFakeClient } from '../../../test/helpers/fakeClient'
import { advance, mountCloser, settle, type MountedCloser } from '../../../test/helpers/mountCloser'
import { ALICE, BOB, CAROL, sampleReceipt, sampleSession } from '../../../test/helpers/sampleSession'
import { describeError } from '../../core/errors/errors'

let closer: MountedCloser | undefined

afterEach(() => {
  closer?.wrapper.unmount()
  closer = undefined
})

const threeOfThem = sampleSession({
  participants: [{ address: ALICE, weight: 100 }, { address: BOB, weight: 0 }, { address: CAROL, weight: 0 }],
  allocations: [
    { participant: ALICE, asset: 'usdc', amount: '0.5' },
    { participant: BOB, asset: 'usdc', amount: '0.3' },
    { participant: CAROL, asset: 'usdc', amount: '0.2' },
  ],
})

const pendingClient = () => {
  const client = createFakeClient()
  client.answers.get = () => new Promise(() => {})
  return client
}

const started = async () => {
  const mounted = await mountCloser()
  await mounted.startClosing()
  return mounted
}

/** Every state of the component, and how to reach it. */
const STATES: Record<string, { state: string, reach: () => Promise<MountedCloser> }> = {
  'no session': { state: 'empty', reach: () => mountCloser({ props: { sessionId: null } }) },
  'loading': { state: 'loading', reach: () => mountCloser({ client: pendingClient() }) },
  'not connected': { state: 'loading', reach: () => mountCloser({ initial: { status: 'idle', account: null } }) },
  'closed already': { state: 'ended', reach: () => mountCloser({ sessions: [sampleSession({ status: 'closed' })] }) },
  'editing': { state: 'editing', reach: () => mountCloser() },
  'editing with three participants': { state: 'editing', reach: () => mountCloser({ sessions: [threeOfThem] }) },
  'a locked row': {
    state: 'editing',
    reach: async () => {
      const mounted = await mountCloser({ sessions: [threeOfThem] })
      await mounted.wrapper.get('.nitrolite-lock').trigger('click')
      return mounted
    },
  },
  'dividing by percentages, with a text that is not a number': {
    state: 'editing',
    reach: async () => {
      const mounted = await mountCloser({ sessions: [threeOfThem] })
      await mounted.wrapper.get('.nitrolite-lock').trigger('click')
      await mounted.click('By percent…')
      const [first] = mounted.wrapper.findAll<HTMLInputElement>('.nitrolite-part input')
      if (!first) throw new Error('There is no field for a percentage.')
      await mounted.type(first.element, 'x')
      return mounted
    },
  },
  'invalid text': {
    state: 'editing',
    reach: async () => {
      const mounted = await mountCloser()
      await mounted.type(mounted.field('Your allocation'), '1.5.2')
      return mounted
    },
  },
  'two meanings': {
    state: 'editing',
    reach: async () => {
      const mounted = await mountCloser({ props: { locale: 'fr' } })
      await mounted.type(mounted.field('Your allocation'), '1.000')
      return mounted
    },
  },
  'only looking': { state: 'readonly', reach: () => mountCloser({ initial: { account: CAROL } }) },
  'named': { state: 'editing', reach: () => mountCloser({ sessions: [threeOfThem], props: { names: { [BOB]: 'Bob' } } }) },
  'logging in': { state: 'loading', reach: () => mountCloser({ client: pendingClient(), initial: { status: 'authenticating' } }) },
  'waiting for the wallet': {
    state: 'unknown',
    reach: async () => {
      const mounted = await started()
      await advance(mounted, 'unknown')
      mounted.client.started[0]?.progress.update({ recovery: { phase: 'authorizing', until: null, attempts: 1, canRevoke: false } })
      await settle()
      return mounted
    },
  },
  'asking before archiving': {
    state: 'unknown',
    reach: async () => {
      const mounted = await started()
      await advance(mounted, 'unknown')
      mounted.client.started[0]?.progress.update({ error: describeError('PROTOCOL_CHANGED') })
      await settle()
      await mounted.click('Archive this closing…')
      return mounted
    },
  },
  'asking before closing': {
    state: 'confirm',
    reach: async () => {
      const mounted = await mountCloser()
      await mounted.click('Close application session')
      return mounted
    },
  },
  'signing': {
    state: 'progress',
    reach: async () => {
      const mounted = await started()
      await advance(mounted, 'signing')
      return mounted
    },
  },
  'outcome unknown': {
    state: 'unknown',
    reach: async () => {
      const mounted = await started()
      await advance(mounted, 'unknown')
      return mounted
    },
  },
  'paid': {
    state: 'result',
    reach: async () => {
      const mounted = await started()
      await advance(mounted, 'paid')
      return mounted
    },
  },
  'paid and watched': {
    state: 'result',
    reach: async () => {
      const mounted = await started()
      mounted.client.started[0]?.progress.paid(sampleReceipt(), { watchedUntil: Date.now() + 60_000 })
      await settle()
      return mounted
    },
  },
  'superseded': {
    state: 'result',
    reach: async () => {
      const mounted = await started()
      mounted.client.started[0]?.progress.paid(sampleReceipt(sampleSession(), {
        result: 'superseded',
        differences: [{ participant: ALICE, asset: 'usdc', expected: '0.7', paid: '0.2' }],
      }))
      await settle()
      return mounted
    },
  },
  'refused': {
    state: 'error',
    reach: async () => {
      const mounted = await started()
      mounted.client.started[0]?.progress.end('failed', describeError('NODE_STAMP_REFUSED'))
      await settle()
      return mounted
    },
  },
  'not found': { state: 'error', reach: () => mountCloser({ sessions: [] }) },
}

describe('accessibility', () => {
  for (const [name, { state, reach }] of Object.entries(STATES)) {
    it(`axe finds no violation in SessionCloser in the state “${name}”`, async () => {
      closer = await reach()
      expect(closer.state()).toBe(state)
      const { violations, passes } = await axe.run(closer.wrapper.element, {
        // happy-dom computes no layout and no colours; the browser tests check contrast.
        rules: { 'color-contrast': { enabled: false } },
      })
      expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([])
      expect(passes.length).toBeGreaterThan(0)
    })
  }

  it('axe finds a violation in a broken amount field, and checks buttons', async () => {
    closer = await mountCloser()
    closer.field('Your allocation').removeAttribute('id')
    const { violations, passes } = await axe.run(closer.wrapper.element, { rules: { 'color-contrast': { enabled: false } } })
    expect(violations.map(({ id }) => id)).toContain('label')
    expect(passes.map(({ id }) => id)).toContain('button-name')
  })
})
