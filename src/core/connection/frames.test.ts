import { runInNewContext } from 'node:vm'
import { describe, expect, it, vi } from 'vitest'
import { maskTokens } from './frames'
import { openRig, outcomeOf, startEachTestAnew } from '../../../test/helpers/connectionRig'

startEachTestAnew()

describe('received data', () => {
  const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
  const inOtherRealm = (code: string): unknown => runInNewContext(code)
  /** Only the tag says that it is a Blob, and its bytes are of another realm as well. */
  const otherBlob = (text: string) => ({
    [Symbol.toStringTag]: 'Blob', size: bytes(text).length,
    arrayBuffer: async () => inOtherRealm(`Uint8Array.from([${bytes(text).join()}]).buffer`),
  })

  it.each([
    ['an ArrayBuffer', (text: string) => bytes(text).buffer],
    ['a Uint8Array', bytes],
    ['a Buffer', (text: string) => Buffer.from(text)],
    ['a part of a buffer', (text: string) => Buffer.from(`..${text}..`).subarray(2, -2)],
    ['several Buffers', (text: string) => [Buffer.from(text).subarray(0, 9), Buffer.from(text).subarray(9)]],
    ['a Blob', (text: string) => new Blob([text])],
    ['a Uint8Array of another realm', (text: string) => inOtherRealm(`Uint8Array.from([${bytes(text).join()}])`)],
    ['an ArrayBuffer of another realm', (text: string) => inOtherRealm(`Uint8Array.from([${bytes(text).join()}]).buffer`)],
    ['a DataView of another realm', (text: string) => inOtherRealm(`new DataView(Uint8Array.from([${bytes(text).join()}]).buffer)`)],
    ['a Blob of another realm', (text: string) => otherBlob(text)],
  ])('received data is read as UTF-8 from %s', async (_, wrap) => {
    const { connection, socket, request } = await openRig()
    const a = request()
    const answer = connection.request(a)
    socket.emit('message', { data: wrap(`{"id":${a.id},"ok":"größer €"}`) })
    expect(await answer).toMatchObject({ params: 'größer €' })
  })

  it.each([
    ['null', null], ['a number', 7], ['a list with something else', [bytes('{}'), null]], ['bytes that are not UTF-8', new Uint8Array([0xff, 0xfe])], ['not JSON', '{{{'], ['nothing', undefined],
  ])('received data is reported as an invalid frame when it is %s', async (_, data) => {
    const { connection, socket, unmatched } = await openRig()
    socket.emit('message', { data })
    expect(unmatched).toMatchObject([{ error: { code: 'FRAME_INVALID' } }])
    expect(connection.status).toBe('open')
  })

  it('received messages are delivered in the order of their arrival, although a Blob can only be read later', async () => {
    const seen: string[] = []
    const codec = { decode: (raw: string) => { seen.push(raw); return { kind: 'push' as const, name: 'p', params: null, ts: 1, raw } } }
    const { socket } = await openRig({ codec, frameLimit: 2_000 })
    for (const data of ['one', new Blob(['two']), 'three', bytes('four'), new Blob(['five']), 'six']) socket.emit('message', { data })
    await vi.waitFor(() => { expect(seen).toHaveLength(6) })
    expect(seen).toEqual(['one', 'two', 'three', 'four', 'five', 'six'])
    socket.push('seven')
    expect(seen.at(-1)).toBe('seven')
  })

  it('a Blob above the limit or one that cannot be read is reported as an invalid frame', async () => {
    const { socket, unmatched } = await openRig({ frameLimit: 2_000 })
    socket.emit('message', { data: new Blob(['x'.repeat(2_001)]) })
    socket.emit('message', { data: { ...otherBlob('{}'), arrayBuffer: () => Promise.reject(new Error('gone')) } })
    await vi.waitFor(() => { expect(unmatched).toHaveLength(2) })
    expect(unmatched.map(({ error }) => error?.code)).toEqual(['FRAME_TOO_LARGE', 'FRAME_INVALID'])
  })

  it('a frame above the limit is not decoded, and the connection stays open', async () => {
    const decode = vi.fn((raw: string) => ({ kind: 'push' as const, name: 'p', params: null, ts: 1, raw }))
    const { connection, socket, unmatched } = await openRig({ codec: { decode }, frameLimit: 2_000 })
    socket.push('x'.repeat(2_001))
    socket.emit('message', { data: new Uint8Array(2_001) })
    expect(decode).not.toHaveBeenCalled()
    expect(unmatched.map(({ raw, error }) => [raw.length, error?.code])).toEqual([[1_000, 'FRAME_TOO_LARGE'], [0, 'FRAME_TOO_LARGE']])
    socket.push('x'.repeat(2_000))
    expect(decode).toHaveBeenCalledOnce()
    expect(connection.status).toBe('open')
  })

  it('a frame for which the codec throws is reported as invalid', async () => {
    const { socket, unmatched } = await openRig({
      codec: {
        decode() {
          throw new RangeError('deep')
        },
      },
    })
    socket.push('{}')
    expect(unmatched).toMatchObject([{ raw: '{}', error: { code: 'FRAME_INVALID' } }])
  })

  it('push listeners get the decoded push', async () => {
    const { connection, socket } = await openRig()
    const push = vi.fn()
    connection.on('push', push)
    socket.push({ push: 'bu', ok: [1], ts: 5 })
    expect(push).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ name: 'bu', params: [1], ts: 5 }))
  })
})

describe('the frame log', () => {
  it('the frame log has both directions, with tokens masked', async () => {
    const { connection, socket, frames, unmatched } = await openRig()
    const id = connection.newRequestId()
    const answer = connection.request({ id, method: 'm', ts: 1, frame: `{"id":${id},"jwt": "a.b.c"}` })
    socket.push(`{"id":${id},"ok":{"jwt_token":"d.e.f","x":1}}`)
    socket.push('{"id":1,"ok":{"jwt_token":"d.e.f"}}')
    expect(frames).toEqual([
      `sent {"id":${id},"jwt": "…"}`,
      `received {"id":${id},"ok":{"jwt_token":"…","x":1}}`,
      'received {"id":1,"ok":{"jwt_token":"…"}}',
    ])
    expect(unmatched).toEqual([{ raw: '{"id":1,"ok":{"jwt_token":"…"}}', error: null }])
    expect(await answer).toMatchObject({ params: { jwt_token: 'd.e.f' } })
  })

  it('maskTokens masks tokens in quoted JSON and in a text that was cut, in linear time', () => {
    expect(maskTokens('{"params":"{\\"jwt\\":\\"a.b\\",\\"y\\":1}"}')).not.toContain('a.b')
    expect(maskTokens('"jwt":"a.b')).toBe('"jwt":"…')
    expect(maskTokens('"jwt":""')).toBe('"jwt":"…"')
    expect(maskTokens('"jwtx":"a"')).toBe('"jwtx":"a"')
    expect(maskTokens(`"jwt":"${'\\a'.repeat(2_000_000)}`)).toBe('"jwt":"…')
    expect(maskTokens(`"jwt${'\\'.repeat(4_000_000)}`)).toHaveLength(4_000_004)
  })
})

it('the frame log names the method and the request of every frame that can be read', async () => {
  const { connection, socket, request } = await openRig()
  const seen: unknown[] = []
  connection.on('frame', ({ direction, name, requestId }) => { seen.push([direction, name, requestId]) })
  const [asked, refused] = [request(), request()]
  const answers = [connection.request(asked), connection.request(refused)]
  socket.push({ id: asked.id, ok: 1 })
  socket.push({ id: refused.id, error: 'no' })
  socket.push({ push: 'bu' })
  socket.push('{')
  await Promise.all(answers)
  expect(seen).toEqual([
    ['sent', asked.method, asked.id], ['sent', refused.method, refused.id],
    ['received', 'm', asked.id], ['received', 'error', refused.id], ['received', 'bu', null], ['received', null, null],
  ])
})

describe('listeners', () => {
  it('connection listeners that throw are reported and disturb neither each other nor the request', async () => {
    const { connection, socket, request, errors } = await openRig()
    connection.on('frame', () => {
      throw new Error('mine')
    })
    connection.on('error', () => {
      throw new Error('mine too')
    })
    const after = vi.fn()
    connection.on('frame', after)
    const a = request()
    const answer = connection.request(a)
    socket.push({ id: a.id, ok: 1 })
    expect(await answer).toMatchObject({ params: 1 })
    expect(after).toHaveBeenCalledTimes(2)
    expect(errors).toEqual(['LISTENER_FAILED', 'LISTENER_FAILED'])
  })

  it('all connection listeners see the status changes in the same order, even if one of them changes the status', async () => {
    const { connection, socket } = await openRig()
    connection.on('status', status => {
      if (status === 'reconnecting') connection.disconnect()
    })
    const seen: string[] = []
    connection.on('status', status => seen.push(status))
    socket.drop()
    expect(seen).toEqual(['reconnecting', 'closed'])
    expect(vi.getTimerCount()).toBe(0)
  })

  it('a connection listener that disconnects does not lose the answer that has just arrived', async () => {
    const { connection, socket, request } = await openRig()
    connection.on('frame', ({ direction }) => {
      if (direction === 'received') connection.disconnect()
    })
    const a = request()
    const answer = connection.request(a, { critical: true })
    socket.push({ id: a.id, ok: 'closed' })
    expect(await answer).toMatchObject({ params: 'closed' })
  })

  it('a removed connection listener is not called any more, not even by the event being delivered', async () => {
    const { connection, socket } = await openRig()
    const second = vi.fn()
    connection.on('push', () => off())
    const off = connection.on('push', second)
    socket.push({ push: 'bu' })
    off()
    expect(second).not.toHaveBeenCalled()
    expect(await outcomeOf(connection.whenReady())).toBeUndefined()
  })
})
