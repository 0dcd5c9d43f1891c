import { expect, it } from 'vitest'
import { createVirtualTime } from '../../testing'
import type { LoginStore } from '../wallet/loginStore'
import { limitLogins } from './limitStores'

function start(replaced: Partial<LoginStore> = {}) {
  const time = createVirtualTime()
  const written: string[] = []
  const logins: LoginStore = {
    exclusively: (_, task) => task(), read: async () => null, write: async (name) => { written.push(name) }, ...replaced,
  }
  return { time, written, logins: limitLogins(logins, time) }
}

const never = () => new Promise<never>(() => {})

it.each([
  ['read', (logins: LoginStore) => logins.read('alice')],
  ['write', (logins: LoginStore) => logins.write('alice', {} as never)],
] as const)('a store of logins whose method %s never answers fails after ten seconds', async (method, call) => {
  const { time, logins } = start({ [method]: never })
  let failure: unknown
  void call(logins).catch((thrown: unknown) => { failure = thrown })
  await time.advance(9_999)
  expect(failure).toBeUndefined()
  await time.advance(1)
  expect(failure).toMatchObject({ message: 'The storage did not answer within 10 seconds.' })
})

it.each(['exclusively', 'read', 'write'] as const)('a store of logins whose method %s throws at once rejects, as if it had thrown later', async (method) => {
  const { logins } = start({ [method]: () => { throw new Error('no store') } })
  const call = { exclusively: () => logins.exclusively('alice', async () => 'done'), read: () => logins.read('alice'), write: () => logins.write('alice', {} as never) }
  await expect(call[method]()).rejects.toThrow('no store')
})

it('a store of logins with a time limit passes calls on, limits no turn, and leaves no timer behind', async () => {
  const { time, written, logins } = start()
  await logins.write('alice', {} as never)
  expect([await logins.read('alice'), written]).toEqual([null, ['alice']])
  let end = (_: string): void => {}
  const turn = logins.exclusively('alice', () => new Promise<string>((resolve) => { end = resolve }))
  await time.advance(3_600_000)
  end('an hour later')
  expect(await turn).toBe('an hour later')
  expect(time.pending).toBe(0)
})
