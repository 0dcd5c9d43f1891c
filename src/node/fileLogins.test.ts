import { mkdtemp, readFile, readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { describeLogins, SECRET } from '../../test/helpers/loginsContract'
import { createFileLogins } from './fileLogins'

async function newFolder(): Promise<string> {
  const base = await mkdtemp(join(tmpdir(), 'logins-'))
  onTestFinished(() => rm(base, { recursive: true, force: true }))
  return join(base, 'not', 'there', 'yet')
}

describeLogins('a folder', async () => {
  const folder = await newFolder()
  return {
    open: (secret = SECRET) => createFileLogins({ folder, secret }),
    async stored() {
      const names = (await readdir(folder)).filter(name => name.endsWith('.login'))
      return (await Promise.all(names.map(name => readFile(join(folder, name), 'utf8')))).join('\n') + names.join('\n')
    },
  }
})

it('the file logins are readable for this user only', async () => {
  const folder = await newFolder()
  await createFileLogins({ folder, secret: SECRET }).write('wallet', { jwt: '' } as never)
  const [name = ''] = (await readdir(folder)).filter(each => each.endsWith('.login'))
  expect((await stat(join(folder, name))).mode & 0o077).toBe(0)
  expect((await stat(folder)).mode & 0o077).toBe(0)
  expect(await readdir(folder)).toEqual([name])
})

it('the file logins give no login for a file that holds something else', async () => {
  const folder = await newFolder()
  const logins = createFileLogins({ folder, secret: SECRET })
  await logins.write('wallet', { jwt: '' } as never)
  expect(await logins.read('wallet')).toBeNull()
})

it.each([
  ['folder', { folder: '' }], ['secret', { secret: 'short' }], ['secret', { secret: undefined }], ['lease', { lease: 0 }], ['lockTimeout', { lockTimeout: -1 }],
])('the file logins refuse a wrong option, and never show the secret: %s', (option, wrong) => {
  const options = { folder: '/tmp/logins', secret: SECRET, ...wrong }
  expect(() => createFileLogins(options as never)).toThrow(expect.objectContaining({
    code: 'OPTIONS_INVALID', info: expect.objectContaining({ data: expect.objectContaining({ option }) as object }) as object,
  }))
  try { createFileLogins(options as never) } catch (thrown) { expect(String(thrown)).not.toContain('short') }
})
