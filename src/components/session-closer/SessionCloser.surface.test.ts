import { afterEach, describe, expect, it } from 'vitest'
import { h } from 'vue'
import { useNitroliteStore } from '../../plugin/store'
import { createFakeClient } from '../../../test/helpers/fakeClient'
import { advance, mountCloser, settle, type MountedCloser } from '../../../test/helpers/mountCloser'
import { sampleId, sampleReceipt, sampleSession } from '../../../test/helpers/sampleSession'
import type { Allocation } from '../../core/sessions/types'
import type { SessionCloserSlots } from './types'

let closer: MountedCloser

afterEach(() => closer.wrapper.unmount())

type SlotProps<K extends keyof SessionCloserSlots> = Parameters<NonNullable<SessionCloserSlots[K]>>[0]

describe('which session', () => {
  it('SessionCloser closes the active session of the store by default', async () => {
    closer = await mountCloser({ props: { sessionId: undefined } })
    expect(closer.state()).toBe('empty')
    expect(closer.text()).toContain('Choose a session to close.')
    useNitroliteStore(closer.wrapper.vm.$pinia).activeSessionId = sampleId()
    await settle()
    expect(closer.state()).toBe('editing')
    await closer.startClosing()
    await advance(closer, 'paid')
    expect(closer.state()).toBe('result')
  })

  it('SessionCloser shows the allocations of another session, without earlier edits, when it is given that session', async () => {
    closer = await mountCloser({ sessions: [sampleSession(), sampleSession({ id: sampleId(2) })] })
    await closer.type(closer.field('Your allocation'), '0.1')
    await closer.click('Close application session')
    await closer.wrapper.setProps({ sessionId: sampleId(2) })
    await settle()
    expect(closer.state()).toBe('editing')
    expect(closer.field('Your allocation').value).toBe('0.7')
  })

  it('SessionCloser says that the session is being read, or that there is no connection', async () => {
    const client = createFakeClient([sampleSession()], { status: 'idle', account: null })
    closer = await mountCloser({ client })
    expect(closer.state()).toBe('loading')
    expect(closer.text()).toContain('Not connected to the node.')
    client.answers.get = () => new Promise(() => {})
    await closer.click('Connect')
    expect(closer.wrapper.attributes('aria-busy')).toBe('true')
    expect(closer.wrapper.get('[aria-live]').text()).toBe('Reading the session…')
  })
})

it('SessionCloser says before and during a closing that the closing will not survive a reload, if closings are not stored', async () => {
  closer = await mountCloser()
  const notice = () => closer.text().includes('will not survive a reload')
  const store = useNitroliteStore(closer.wrapper.vm.$pinia)
  await closer.click('Close application session')
  expect(notice()).toBe(false)
  store.isDurable = false
  await settle()
  expect(notice()).toBe(true)
  await closer.click('Confirm and close')
  expect(closer.state()).toBe('progress')
  expect(notice()).toBe(true)
})

describe('texts', () => {
  it('an app can replace single texts of SessionCloser, in groups and functions too', async () => {
    closer = await mountCloser({
      props: {
        labels: {
          yourAllocation: 'Dein Anteil',
          total: amount => `zusammen ${amount}`,
          steps: { checked: 'geprüft' },
          disabledReasons: { notConnected: 'Keine Verbindung.' },
        },
      },
    })
    expect(closer.field('Dein Anteil').value).toBe('0.7')
    expect(closer.field('Counterparty allocation').value).toBe('0.3')
    expect(closer.text()).toContain('zusammen 1')
    closer.client.become({ status: 'closed' })
    await settle()
    expect(closer.text()).toContain('Keine Verbindung.')
    closer.client.become({ status: 'ready' })
    await settle()
    await closer.startClosing()
    expect(closer.wrapper.findAll('.nitrolite-step-name').map(element => element.text()))
      .toEqual(['geprüft', 'signed', 'sent', 'confirmed', 'paid'])
  })

  it('an app can translate error texts of SessionCloser by their code', async () => {
    closer = await mountCloser({
      sessions: [], props: { labels: { error: ({ code }) => ({ what: `Fehler ${code}`, why: '', fix: '' }) } },
    })
    expect(closer.text()).toContain('Fehler SESSION_NOT_FOUND')
  })

  it('SessionCloser sets a text direction only on the amount fields', async () => {
    closer = await mountCloser()
    expect(closer.wrapper.attributes('dir')).toBeUndefined()
    expect(closer.wrapper.findAll('[dir]').map(element => element.element.className)).toEqual(['nitrolite-input', 'nitrolite-input'])
  })
})

describe('v-model:allocations', () => {
  const amountsOf = (allocations: readonly Allocation[]) => allocations.map(({ amount }) => amount)

  it('v-model:allocations follows the fields of each session, and is empty without a session', async () => {
    const model = { value: [] as readonly Allocation[] }
    closer = await mountCloser({
      sessions: [sampleSession(), sampleSession({ id: sampleId(2) })],
      props: { allocations: [], 'onUpdate:allocations': (next: readonly Allocation[]) => { model.value = next } },
    })
    await closer.type(closer.field('Your allocation'), '0.1')
    expect(amountsOf(model.value)).toEqual(['0.1', '0.9'])
    await closer.wrapper.setProps({ sessionId: sampleId(2) })
    await settle()
    expect(amountsOf(model.value)).toEqual(['0.7', '0.3'])
    await closer.wrapper.setProps({ sessionId: null })
    expect(model.value).toEqual([])
    expect(closer.wrapper.attributes()).not.toHaveProperty('allocations')
  })

  it('update:allocations is emitted when the session was read, and not again when the same session is read again', async () => {
    closer = await mountCloser()
    const emitted = () => closer.wrapper.emitted<[Allocation[]]>('update:allocations')?.map(([next]) => amountsOf(next))
    expect(emitted()).toEqual([['0.7', '0.3']])
    closer.client.emit('session', sampleId())
    await settle()
    expect(emitted()).toHaveLength(1)
  })

  it('v-model:allocations never changes an amount from outside', async () => {
    closer = await mountCloser()
    const given = sampleSession().allocations.map(row => ({ ...row, amount: '0.5' }))
    await closer.wrapper.setProps({ allocations: given })
    expect(closer.field('Your allocation').value).toBe('0.7')
    await closer.startClosing()
    expect(amountsOf(closer.client.started[0]?.request.allocations ?? [])).toEqual(['0.7', '0.3'])
  })

  it('update:allocations and commit are emitted for an edit in a slot', async () => {
    closer = await mountCloser({
      slots: {
        asset: ({ row, allocations }: SlotProps<'asset'>) =>
          h('button', { onClick: () => allocations.applyPreset({ kind: 'equal' }, row.asset.symbol) }, 'share'),
      },
    })
    await closer.click('share')
    for (const event of ['update:allocations', 'commit']) {
      expect(amountsOf(closer.wrapper.emitted<[Allocation[]]>(event)?.at(-1)?.[0] ?? [])).toEqual(['0.5', '0.5'])
    }
  })
})

describe('slots', () => {
  it('slots can replace every part of SessionCloser', async () => {
    closer = await mountCloser({
      slots: {
        header: ({ headingId, sessionId }: SlotProps<'header'>) => h('h1', { id: headingId }, sessionId ?? ''),
        asset: ({ row, allocations }: SlotProps<'asset'>) => h('button', {
          onClick: () => allocations.preset({ kind: 'equal' }, row.asset.symbol),
        }, `split ${row.cells.map(({ text }) => text).join(':')}`),
        actions: ({ close, disabled }: SlotProps<'actions'>) => h('button', { disabled, onClick: close }, 'go'),
        confirm: ({ allocations, confirm }: SlotProps<'confirm'>) =>
          h('button', { onClick: confirm }, `sure ${allocations.map(({ amount }) => amount).join(':')}`),
        progress: ({ state, isUnknown }: SlotProps<'progress'>) => h('p', `${state} ${isUnknown}`),
        result: ({ receipt }: SlotProps<'result'>) => h('p', `paid ${receipt.payouts.length}`),
      },
    })
    expect(document.getElementById(closer.wrapper.attributes('aria-labelledby') ?? '')?.textContent).toBe(sampleId())
    await closer.click('split 0.7:0.3')
    await closer.click('go')
    await closer.click('sure 0.5:0.5')
    expect(closer.text()).toContain('planning false')
    await advance(closer, 'unknown')
    expect(closer.text()).toContain('confirming true')
    closer.client.started[0]?.progress.paid(sampleReceipt())
    await settle()
    expect(closer.text()).toContain('paid 2')
  })

  it('slots can replace the empty state and the errors of SessionCloser', async () => {
    closer = await mountCloser({
      sessions: [],
      slots: {
        empty: () => h('p', 'nothing here'),
        error: ({ info, next }: SlotProps<'error'>) => h('button', { onClick: () => next('readAgain') }, info.code),
      },
    })
    closer.client.known.set(sampleId(), sampleSession())
    await closer.click('SESSION_NOT_FOUND')
    expect(closer.state()).toBe('editing')
    await closer.wrapper.setProps({ sessionId: null })
    expect(closer.text()).toContain('nothing here')
  })
})

it('the title of SessionCloser names the session and is not the text of a button, before, during and after a closing', async () => {
  closer = await mountCloser()
  const title = () => closer.wrapper.get('h2').text()
  expect([title(), closer.hasButton('Close application session')]).toEqual(['Application session', true])
  await closer.startClosing()
  expect(title()).toBe('Application session')
  await advance(closer, 'paid')
  expect(title()).toBe('Application session')
})

it('SessionCloser has its state in data attributes for style sheets', async () => {
  closer = await mountCloser()
  expect(closer.wrapper.attributes()).toMatchObject({ 'data-state': 'editing', 'data-status': 'ready' })
  expect(closer.wrapper.attributes()).not.toHaveProperty('data-disabled')
  closer.client.become({ status: 'reconnecting' })
  await settle()
  expect(closer.wrapper.attributes()).toMatchObject({ 'data-status': 'reconnecting', 'data-disabled': '' })
})

it('SessionCloser removes its listeners when it is unmounted', async () => {
  closer = await mountCloser()
  const { client } = closer
  const before = client.listening
  await closer.startClosing()
  expect(client.started[0]?.listening).toBe(1)
  closer.wrapper.unmount()
  expect(client.started[0]?.listening).toBe(0)
  expect(client.listening).toBeLessThan(before)
})
