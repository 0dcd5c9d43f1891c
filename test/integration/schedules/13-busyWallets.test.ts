import { expect, it } from 'vitest'
import { startSchedule } from '../../helpers/scheduleRig'

const HOUR = 3_600_000
const METHOD = 'app_sessions.v1.submit_app_state'

/** Pays Alice 150 times within some seconds: closes that many new sessions, and every other open one. */
async function payAlice({ time, node, createSession }: Awaited<ReturnType<typeof startSchedule>>): Promise<void> {
  for (let second = 0; second < 10; second++) {
    for (let count = 0; count < 15; count++) createSession()
    node.faults.add({ kind: 'close-by-others', at: { after: 0 }, to: 0 })
    await time.advance(1_000)
  }
}

it('a closing whose payout is stamped earlier than 150 other rows of the wallet, because the clock was set back, is closed', async () => {
  const rig = await startSchedule('nitronode')
  await payAlice(rig)
  const id = rig.createSession()
  rig.node.faults.add({ kind: 'clock', at: { after: 0 }, by: -HOUR })
  const { closing } = rig.close(await rig.connect(), undefined, id)
  expect(await rig.finish(closing)).toEqual(['closed'])
  expect(rig.verdict(id)).toMatchObject({ closes: 1, isOverpaid: false })
})

it('a closing of a wallet that is paid 150 times before the client reads the payouts is closed', async () => {
  const rig = await startSchedule('nitronode', {
    faults: [{ kind: 'stall', at: { moment: 'committed', method: METHOD, nth: 2 }, ms: 20_000 }],
  })
  const { closing } = rig.close(await rig.connect())
  await rig.until(() => rig.verdict().status === 'closed')
  await payAlice(rig)
  expect(await rig.finish(closing)).toEqual(['closed'])
  expect(rig.verdict()).toMatchObject({ closes: 1, isOverpaid: false })
})
