import { createNitroliteClient } from '../core/client/createNitroliteClient'
import { refuseOption, requireMethods, requireOptions } from '../core/client/refuseOption'
import { createMemoryJournal } from '../core/journal/memoryJournal'
import type { LoginStore } from '../core/wallet/loginStore'
import type { RoomClientOptions } from './closer/options'

/** The options of the client of the room closers, with the logins that they share. */
export type RotateLoginOptions = Omit<RoomClientOptions, 'keep'> & { readonly keep: { readonly logins: LoginStore } }

/**
 * Ends the login that several workers share, and makes the next one in its place. From then on, the node starts nothing that the old
 * session key has signed. Workers that run meanwhile are refused once, and then use the new login. A request that they signed with the
 * old key is refused if it reaches the node later, and its room is signed anew. A request that the node has accepted already stays in
 * force.
 *
 * Refuses if there is no login to end. Otherwise a wrong secret or application would make another login, which the workers cannot read.
 * On a nitronode, a private key signs without a session key, and nothing is ended.
 * @throws `OPTIONS_INVALID` if the shared login cannot be read, and what `connect` and `revokeKey` of a client throw
 */
export async function rotateLogin(options: RotateLoginOptions): Promise<void> {
  requireOptions('rotateLogin', options, 'the options of a client')
  const logins = options.keep?.logins
  requireMethods('keep.logins', logins, ['exclusively', 'read', 'write'], 'It must be the store of the login that the workers share.')
  const stopping = new AbortController()
  let hasEnded = false
  let isMissing = false

  function refuseToLogIn(): void {
    if (hasEnded) return
    isMissing = true
    stopping.abort()
  }

  const watched: LoginStore = {
    exclusively: (name, task) => logins.exclusively(name, task),
    write: (name, login) => logins.write(name, login),
    async read(name) {
      const login = await logins.read(name).catch((thrown: unknown) => {
        refuseToLogIn()
        throw thrown
      })
      if (!login) refuseToLogIn()
      return login
    },
  }
  const client = createNitroliteClient({ ...options, keep: { closings: createMemoryJournal(), logins: watched } })
  const refuseMissing = (): never =>
    refuseOption('keep.logins', 'No login of this node, application and wallet could be read. Nothing was changed. Use the same URL, application, signer and secret as the workers.')
  try {
    await client.connect(undefined, { signal: stopping.signal })
    await client.revokeKey()
    // On a nitronode, the login is read only now.
    if (isMissing) refuseMissing()
    hasEnded = true
    await client.connect()
  }
  catch (thrown) {
    if (isMissing) refuseMissing()
    throw thrown
  }
  finally {
    client.dispose()
  }
}
