import { useState } from 'react'
import { useCloseSession } from 'vue-nitrolite/react'
import { names, type OpenScenario } from '../../scenarios/scenarios.js'
import { client, sessions } from './client'

/** The hook closes with one click. The element shows the same closing, and can be used to choose another split. */
function CloseScenario({ scenario }: { scenario: OpenScenario }) {
  const [paid, setPaid] = useState('')
  const { close, state, error } = useCloseSession(client, scenario.sessionId)
  return (
    <article>
      <h2>{scenario.name}</h2>
      <p>{scenario.story}</p>
      <button disabled={state !== 'idle'} onClick={() => close(scenario.allocations)}>Close the session</button>
      <p role="status">{error ? error.what : state}</p>
      <session-closer
        client={client}
        sessionId={scenario.sessionId}
        names={names}
        onclosed={({ detail: receipt }) => setPaid(receipt.payouts.map(({ amount, asset }) => `${amount} ${asset}`).join(', '))}
      />
      <output>{paid}</output>
    </article>
  )
}

export function App() {
  const [scenario, setScenario] = useState<OpenScenario | null>(null)

  async function choose(chosen: OpenScenario) {
    setScenario(chosen)
    // A real app passes the wallet of the browser: window.ethereum.
    await client.connect(chosen.signer.privateKey)
  }

  return (
    <main>
      <h1>vue-nitrolite with React</h1>
      <nav>{sessions.map(each => <button key={each.name} onClick={() => choose(each)}>{each.name}</button>)}</nav>
      {scenario && <CloseScenario key={scenario.sessionId} scenario={scenario} />}
    </main>
  )
}
