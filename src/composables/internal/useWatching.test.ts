import { createPinia } from 'pinia'
import { createApp, h, nextTick, ref } from 'vue'
import { beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import { ALICE, ALICE_KEY, APPLICATION, BOB } from '../../../test/helpers/people'
import { createMemoryJournal, createNitroliteClient, type SessionQuery } from '../../core'
import { createNitrolite } from '../../plugin/createNitrolite'
import { createEmbeddedNitronode, createVirtualTime, type EmbeddedWebSocketConstructor } from '../../testing'
import { useAppSession } from '../useAppSession'
import { useAppSessions } from '../useAppSessions'
import { useNitrolite } from '../useNitrolite'
import { loadNitronode } from '../../../test/helpers/loadNitronode'

beforeAll(loadNitronode)

const SECOND = 1_000
const MINUTE = 60 * SECOND

/** Number of apps that were started, so that each has a URL of its own. */
let count = 0

/** An app that shows sessions of an embedded nitronode, and everything that it sends. */
async function start({ viewers = 1, lists = 0, query = {} }: { viewers?: number, lists?: number, query?: SessionQuery } = {}) {
  const time = createVirtualTime(1_800_000_000_000)
  const node = createEmbeddedNitronode({ clock: time.now, timers: time })
  const seed = (more: object = {}) => node.createSession({
    participants: [ALICE, BOB], weights: [100, 0], quorum: 100, application: APPLICATION,
    allocations: [{ participant: ALICE, asset: 'usdc', amount: '1' }], ...more,
  }).id
  const id = seed()
  const sent: string[] = []
  const RecordingSocket = class extends node.WebSocket {
    override send(text: string): void {
      sent.push(text)
      super.send(text)
    }
  } as EmbeddedWebSocketConstructor
  const isShown = ref(true)
  const parts: { session: ReturnType<typeof useAppSession>, list: ReturnType<typeof useAppSessions> | null }[] = []
  const Viewer = {
    props: { hasList: Boolean },
    setup({ hasList }: { hasList: boolean }) {
      parts.push({ session: useAppSession(id), list: hasList ? useAppSessions(query) : null })
      return () => h('i')
    },
  }
  let connect = (): Promise<void> => Promise.resolve()
  const app = createApp({
    setup() {
      const nitrolite = useNitrolite()
      connect = () => nitrolite.connect()
      return () => isShown.value ? Array.from({ length: viewers }, (_, index) => h(Viewer, { hasList: index < lists })) : h('b')
    },
  })
  const url = `ws://watched-${++count}.test`
  const shared = { url, application: APPLICATION, timers: time, signer: ALICE_KEY }
  app.use(createPinia()).use(createNitrolite({
    ...shared, WebSocket: RecordingSocket, journal: createMemoryJournal(), storage: false, timeouts: { heartbeat: 0 },
  })).mount(document.createElement('div'))
  let isMounted = true
  const unmount = (): void => {
    if (isMounted) app.unmount()
    isMounted = false
  }
  onTestFinished(() => {
    unmount()
    node.dispose()
  })
  const connected = connect()
  await time.advance(SECOND)
  await connected

  /** Another device of Alice closes a session as it stands. */
  async function closeElsewhere(sessionId = id): Promise<void> {
    const other = createNitroliteClient({ ...shared, url: `${url}/other`, WebSocket: node.WebSocket, journal: createMemoryJournal() })
    other.connect().catch(() => {})
    await time.runUntil(() => other.status === 'ready', SECOND)
    const closing = other.close({ sessionId, allocations: [{ participant: ALICE, asset: 'usdc', amount: '1' }] })
    await time.runUntil(() => node.session(sessionId)?.status === 'closed', SECOND)
    closing.then(() => {}, () => {})
    other.dispose()
  }

  /** How often each thing was read since this was asked before. */
  function reads() {
    const texts = sent.splice(0)
    const those = (part: string): number => texts.filter(text => text.includes(part)).length
    return { session: those('"app_session_id":'), list: those('"participant":'), balances: those('get_balances') }
  }
  const asked = (part: string): string[] => sent.filter(text => text.includes(part))
  reads()
  const [part] = parts
  if (!part) throw new Error('The setup did not run.')
  return { time, node, id, seed, parts, part, isShown, unmount, reads, asked, closeElsewhere }
}

/** Hides the page, or shows it again. */
function show(state: 'visible' | 'hidden'): void {
  vi.spyOn(document, 'visibilityState', 'get').mockReturnValue(state)
  document.dispatchEvent(new Event('visibilitychange'))
}

/** Takes the device offline, or brings it back. */
function bring(isOnline: boolean): void {
  vi.spyOn(navigator, 'onLine', 'get').mockReturnValue(isOnline)
  window.dispatchEvent(new Event(isOnline ? 'online' : 'offline'))
}

describe('changes that somebody else makes on a nitronode', () => {
  it('a session on a nitronode that somebody else closes is shown as closed within 5 s', async () => {
    const { time, part: { session }, closeElsewhere } = await start()
    expect(session.session.value).toMatchObject({ status: 'open', version: 1 })
    await closeElsewhere()
    expect(session.session.value?.status).toBe('open')
    await time.advance(5 * SECOND)
    expect(session.session.value).toMatchObject({ status: 'closed', version: 2, assets: [{ total: '0' }] })
  })

  it('a list on a nitronode shows new and closed sessions of others within 30 s', async () => {
    const { time, part: { list }, seed, closeElsewhere } = await start({ lists: 1 })
    const other = seed()
    expect(list?.sessions.value).toHaveLength(1)
    await time.advance(MINUTE)
    expect(list?.sessions.value.map(({ id, status }) => [id, status])[0]).toEqual([other, 'open'])
    await closeElsewhere(other)
    await time.advance(30 * SECOND)
    expect(list?.sessions.value.map(({ id, status }) => [id, status])[0]).toEqual([other, 'closed'])
    const last = seed()
    await time.advance(30 * SECOND)
    expect(list?.sessions.value[0]?.id).toBe(last)
  })
})

it('a session on a nitronode that somebody else closes leaves a list of open sessions within 30 s, and only open ones are requested', async () => {
  const { time, part: { list }, seed, closeElsewhere, asked } = await start({ lists: 1, query: { status: 'open' } })
  const other = seed()
  await time.advance(30 * SECOND)
  expect(list?.sessions.value.map(({ id }) => id)).toContain(other)
  await closeElsewhere(other)
  await time.advance(30 * SECOND)
  expect(list?.sessions.value.map(({ id }) => id)).not.toContain(other)
  const lists = asked('"participant":')
  expect(lists.filter(text => !text.includes('"status":"open"'))).toEqual([])
  expect(lists.length).toBeGreaterThanOrEqual(2)
})

describe('number of requests', () => {
  it('more components that show the same session or list cause no more requests', async () => {
    const { time, parts, reads, closeElsewhere } = await start({ viewers: 5, lists: 3 })
    await time.advance(MINUTE)
    expect(reads()).toEqual({ session: 12, list: 2, balances: 2 })
    await closeElsewhere()
    await time.advance(5 * SECOND)
    expect(parts.map(({ session }) => session.session.value?.status)).toEqual(Array.from({ length: 5 }, () => 'closed'))
  })

  it('a session that is no longer shown is not requested from the nitronode', async () => {
    const { time, isShown, reads } = await start({ lists: 1 })
    await time.advance(MINUTE)
    expect(reads()).toMatchObject({ session: 12, list: 2 })
    isShown.value = false
    await nextTick()
    await time.advance(MINUTE)
    expect(reads()).toMatchObject({ session: 0, list: 0 })
    isShown.value = true
    await nextTick()
    await time.advance(MINUTE)
    expect(reads().session).toBeGreaterThanOrEqual(12)
  })

  it('a client of a nitronode requests nothing once the app is unmounted', async () => {
    const { time, unmount, reads } = await start({ lists: 1 })
    unmount()
    await time.advance(10 * MINUTE)
    expect(reads()).toEqual({ session: 0, list: 0, balances: 0 })
    show('hidden')
    show('visible')
    bring(true)
    await time.advance(SECOND)
    expect(reads()).toEqual({ session: 0, list: 0, balances: 0 })
    expect(time.pending).toBe(0)
  })

  it('a client of a nitronode sends as many requests for the screen after a reconnect as before', async () => {
    const { time, node, reads } = await start({ lists: 1 })
    for (let restart = 0; restart < 3; restart++) {
      node.restart()
      await time.advance(20 * SECOND)
    }
    reads()
    await time.advance(MINUTE)
    expect(reads()).toEqual({ session: 12, list: 2, balances: 2 })
  })
})

describe.each<[string, away: () => void, back: () => void]>([
  ['that is hidden', () => { show('hidden') }, () => { show('visible') }],
  ['on a device that is offline', () => { bring(false) }, () => { bring(true) }],
])('a page %s', (kind, away, back) => {
  it(`a page ${kind} requests nothing, and shows changes as soon as a person can see it again`, async () => {
    const { time, part: { session }, reads, closeElsewhere } = await start({ lists: 1 })
    away()
    await time.advance(10 * MINUTE)
    await closeElsewhere()
    expect(reads()).toEqual({ session: 0, list: 0, balances: 0 })
    back()
    await time.advance(100)
    expect(session.session.value?.status).toBe('closed')
    reads()
    await time.advance(MINUTE)
    expect(reads().session).toBe(12)
  })
})

it('a page that is hidden and shown in quick succession sends one request', async () => {
  const { time, reads } = await start()
  for (let turn = 0; turn < 5; turn++) {
    show('hidden')
    show('visible')
  }
  await time.advance(100)
  expect(reads().session).toBe(1)
})
