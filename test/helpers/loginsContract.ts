import { describe, expect, it, vi } from 'vitest'
import type { KeptLogin, LoginStore } from '../../src/core'
import { ALICE, ALICE_KEY, BOB, paidOut, recordSocket, seedSession, split, startClient, startNode } from './flow'

export const SECRET = 'a secret of thirty-two characters'

const keptLogin = (jwt: string): KeptLogin => ({
  privateKey: `0x${'5e'.repeat(32)}`,
  policy: {
    wallet: ALICE, sessionKey: BOB, application: 'sample', scope: 'app.close', expiresAt: 1_800_000_000, challenge: 'c',
    signature: `0x${'1b'.repeat(65)}`,
  },
  jwt,
})

/** Logins that processes share, as tests access them. */
export interface SharedLogins {
  /** Opens the logins as another process would. */
  open(secret?: string): LoginStore
  /** Everything that is stored, as one text. */
  stored(): Promise<string>
}

const closesWith = { allocations: split([ALICE, '0.5'], [BOB, '0.5']) }

/** What every store of logins for several processes must do. */
export function describeLogins(name: string, start: () => Promise<SharedLogins>): void {
  describe(`logins contract: ${name}`, () => {
    it(`the login store (${name}) gives every process the login that was written last`, async () => {
      const { open } = await start()
      const [one, other] = [open(), open()]
      expect(await other.read('wallet')).toBeNull()
      await one.write('wallet', keptLogin('first'))
      expect(await other.read('wallet')).toEqual(keptLogin('first'))
      await other.write('wallet', keptLogin('second'))
      expect(await one.read('wallet')).toEqual(keptLogin('second'))
      expect(await one.read('another wallet')).toBeNull()
    })

    it(`the login store (${name}) keeps neither the session key nor the token in a readable form, and gives nothing to a process with another secret`, async () => {
      const { open, stored } = await start()
      const logins = open()
      await logins.write('wallet', keptLogin('the token'))
      const text = await stored()
      expect(text).not.toBe('')
      for (const secret of ['5e5e5e', 'the token', ALICE, SECRET]) expect(text).not.toContain(secret)
      expect(await open('another secret of thirty-two characters').read('wallet')).toBeNull()
    })

    it(`the login store (${name}) runs one task of a name at a time across processes, and tasks of other names meanwhile`, async () => {
      const { open } = await start()
      const [one, other] = [open(), open()]
      const order: string[] = []
      let finish = (): void => {}
      const first = one.exclusively('wallet', async () => {
        order.push('first begins')
        await new Promise<void>((resolve) => { finish = resolve })
        order.push('first ends')
      })
      await vi.waitFor(() => { expect(order).toEqual(['first begins']) }, 30_000)
      const second = other.exclusively('wallet', async () => { order.push('second') })
      await other.exclusively('another wallet', async () => { order.push('another wallet') })
      finish()
      await Promise.all([first, second])
      expect(order).toEqual(['first begins', 'another wallet', 'first ends', 'second'])
    })

    it(`the login store (${name}) lets the next process begin after a task has failed`, async () => {
      const { open } = await start()
      const failing = open().exclusively('wallet', async () => { throw new Error('The wallet declined.') })
      await expect(failing).rejects.toThrow('The wallet declined.')
      expect(await open().exclusively('wallet', async () => 'next')).toBe('next')
    })

    it(`with the login store (${name}), two processes of one wallet register one session key and close at the same time`, async () => {
      const { open } = await start()
      const node = startNode()
      const { WebSocket, sent } = recordSocket(node)
      const keysRegistered = () => sent.filter(({ method }) => method === 'auth_request').length
      const processes = [1, 2].map(() => startClient(node, { WebSocket, signer: ALICE_KEY, logins: open() }))
      await Promise.all(processes.map(client => client.connect()))
      expect(keysRegistered()).toBe(1)
      const sessions = processes.map(() => seedSession(node))
      const receipts = await Promise.all(processes.map((client, index) => client.close({ sessionId: sessions[index] ?? '', ...closesWith })))
      expect(new Set(receipts.flatMap(({ request }) => request.signers)).size).toBe(1)
      for (const sessionId of sessions) expect(paidOut(node, sessionId)).toEqual([[ALICE, 'usdc', '0.5'], [BOB, 'usdc', '0.5']])
    })

    it(`with the login store (${name}), all processes use the new session key that one of them registered after a stranger had replaced theirs`, async () => {
      const { open } = await start()
      const node = startNode()
      const { WebSocket, sent } = recordSocket(node)
      const processes = [1, 2].map(() => startClient(node, { WebSocket, signer: ALICE_KEY, logins: open() }))
      await Promise.all(processes.map(client => client.connect()))
      await startClient(node, { signer: ALICE_KEY }).connect()
      for (const client of processes) {
        const sessionId = seedSession(node)
        await client.close({ sessionId, ...closesWith })
        expect(paidOut(node, sessionId)).toEqual([[ALICE, 'usdc', '0.5'], [BOB, 'usdc', '0.5']])
      }
      expect(sent.filter(({ method }) => method === 'auth_request')).toHaveLength(2)
    })
  })
}
