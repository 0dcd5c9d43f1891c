import type { NitroliteClient } from '../core/client/types'
import type { Unsubscribe } from '../core/types'
import type { NitroliteStore } from './store'

/** Copies the state of the client into the store, now and with every change, until stopped. */
export function mirrorClient(client: NitroliteClient, store: NitroliteStore): Unsubscribe {
  const showStatus = (): void => {
    store.status = client.status
    store.protocol = client.protocol
    if (client.status === 'open' || client.status === 'ready') store.error = null
  }
  const showClosings = (): void => {
    store.closings = client.closings.list()
  }

  store.account = client.account
  store.balances = client.balances
  store.sessions = []
  store.error = null
  store.isDurable = client.isDurable
  showStatus()
  showClosings()

  const stops = [
    client.on('status', showStatus),
    client.on('account', account => {
      // The list belongs to the wallet that was logged in before.
      store.sessions = []
      store.account = account
    }),
    client.on('balances', balances => { store.balances = balances }),
    client.on('durability', isDurable => { store.isDurable = isDurable }),
    client.on('closing', showClosings),
    client.on('error', error => { store.error = error.info }),
  ]
  return () => { for (const stop of stops) stop() }
}
