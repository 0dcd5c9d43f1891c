import { randomUUID } from 'node:crypto'
import { join, resolve } from 'node:path'
import { NitroliteError } from '../core/errors/errors'
import type { LoginStore } from '../core/wallet/loginStore'
import { hasCode, nodeFiles } from './files'
import { holdFolder, makeFolders } from './folderLock'
import { nodeProcesses } from './processes'
import { checkSealedLoginsOptions, createSealedLogins, type SealedLoginsOptions } from './sealedLogins'

export interface FileLoginsOptions extends SealedLoginsOptions {
  /** Where the logins are kept. If it does not exist, it is made, readable only for this user. Not the folder of a journal. */
  readonly folder: string
}

/**
 * Logins in a folder, for processes of one machine that act for the same wallets. The node accepts one session key for each
 * wallet and application (ClearNode 0.5), so without shared logins each process would end the logins of the others.
 *
 * The session keys are encrypted (option `secret` or `encryption`). One process at a time asks a wallet; a process that is proven dead, or
 * gives no sign of life for the lease, no longer keeps others waiting.
 * @throws `OPTIONS_INVALID`
 */
export function createFileLogins(options: FileLoginsOptions): LoginStore {
  checkSealedLoginsOptions(options)
  const isPath = typeof options.folder === 'string' && options.folder !== ''
  if (!isPath) throw new NitroliteError('OPTIONS_INVALID', { option: 'folder', reason: 'It must be a path.' })
  const { lease = 10_000, lockTimeout = 120_000 } = options
  const folder = resolve(options.folder)
  const placeOf = (name: string): string => join(folder, `${name}.login`)

  return createSealedLogins({
    get: name => nodeFiles.read(placeOf(name)).catch((thrown: unknown) => {
      if (hasCode(thrown, 'ENOENT')) return null
      throw thrown
    }),
    async put(name, text) {
      await makeFolders(nodeFiles, folder)
      const draft = join(folder, `${randomUUID()}.tmp`)
      const file = await nodeFiles.create(draft)
      try {
        await file.write(text)
      }
      finally {
        await file.close()
      }
      await nodeFiles.rename(draft, placeOf(name))
    },
    async hold(name) {
      const held = await holdFolder({ folder: join(folder, 'locks', name), lease, timeout: lockTimeout }, nodeFiles, nodeProcesses)
      return () => held.release().catch(() => {})
    },
  }, options)
}
