import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { ALICE, BOB } from '../../test/helpers/people'
import type { KeptLogin } from '../core/wallet/loginStore'
import { createFileLogins } from './fileLogins'
import type { LoginEncryption } from './loginEncryption'

/** A key management service: its key never leaves it. */
function createService() {
  const key = randomBytes(32)
  const calls: string[] = []
  const encryption: LoginEncryption = {
    async encrypt(bytes) {
      calls.push('encrypt')
      const iv = randomBytes(12)
      const cipher = createCipheriv('aes-256-gcm', key, iv)
      return Buffer.concat([iv, cipher.update(bytes), cipher.final(), cipher.getAuthTag()])
    },
    async decrypt(bytes) {
      calls.push('decrypt')
      const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12))
      decipher.setAuthTag(bytes.subarray(-16))
      return Buffer.concat([decipher.update(bytes.subarray(12, -16)), decipher.final()])
    },
  }
  return { encryption, calls }
}

const login = (jwt: string): KeptLogin => ({
  privateKey: `0x${'5e'.repeat(32)}`, jwt,
  policy: { wallet: ALICE, sessionKey: BOB, application: 'sample', scope: 'app.close', expiresAt: 1_800_000_000, challenge: 'c', signature: `0x${'1b'.repeat(65)}` },
})

async function openFolder() {
  const folder = await mkdtemp(join(tmpdir(), 'logins-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const files = async () => (await readdir(folder)).filter(name => name.endsWith('.login')).map(name => join(folder, name))
  return { folder, files }
}

it('logins that a key management service encrypts are read by every process with the same service, and are stored unreadable', async () => {
  const { folder, files } = await openFolder()
  const { encryption, calls } = createService()
  const first = createFileLogins({ folder, encryption })
  await first.write('wallet', login('the token'))
  expect(await first.read('wallet')).toEqual(login('the token'))
  expect(calls).toEqual(['encrypt'])
  expect(await createFileLogins({ folder, encryption }).read('wallet')).toEqual(login('the token'))
  expect(calls).toEqual(['encrypt', 'decrypt'])
  const [file = ''] = await files()
  expect(Buffer.from(await readFile(file, 'utf8'), 'base64').toString('latin1')).not.toContain('the token')
})

it('a login that was put in the place of another one is not used', async () => {
  const { folder, files } = await openFolder()
  const { encryption } = createService()
  const logins = createFileLogins({ folder, encryption })
  await logins.write('one', login('of one'))
  const [one = ''] = await files()
  await logins.write('other', login('of other'))
  const other = (await files()).find(file => file !== one) ?? ''
  await writeFile(other, await readFile(one))
  expect(await createFileLogins({ folder, encryption }).read('other')).toBeNull()
})

it('an encrypted login cannot be read while the key management service fails or has another key, unless the process knows the login already', async () => {
  const { folder } = await openFolder()
  const { encryption } = createService()
  const present = createFileLogins({ folder, encryption })
  await present.write('wallet', login('the token'))
  let isDown = false
  const failing = createFileLogins({ folder, encryption: { ...encryption, decrypt: async bytes => isDown ? Promise.reject(new Error('The service is down.')) : encryption.decrypt(bytes) } })
  await failing.read('wallet')
  isDown = true
  expect(await failing.read('wallet')).toEqual(login('the token'))
  await present.write('wallet', login('the next token'))
  await expect(failing.read('wallet')).rejects.toThrow('The service is down.')
  await expect(createFileLogins({ folder, encryption: createService().encryption }).read('wallet')).rejects.toThrow()
})

it.each([
  ['secret', { encryption: createService().encryption, secret: 'a secret of thirty-two characters' }],
  ['encryption', { encryption: { encrypt: async (bytes: Uint8Array) => bytes } }],
  ['secret', {}],
])('logins refuse a wrong way to encrypt: %s', (option, wrong) => {
  expect(() => createFileLogins({ folder: 'logins', ...wrong } as never)).toThrow(expect.objectContaining({ code: 'OPTIONS_INVALID', info: expect.objectContaining({ data: expect.objectContaining({ option }) as unknown }) as unknown }))
})
